/// Walks the structures that hold private keys; the crypto library judges the numbers in them.
struct PrivateKeyReader {
    func read(_ der: [UInt8], as form: PrivateKeyForm) throws(PKIXError) -> PrivateKey {
        switch form {
        case .pkcs8: try pkcs8(der)
        case .sec1: try sec1(der, curve: nil)
        case .pkcs1: try pkcs1(der)
        case .encrypted: throw PrivateKey.encrypted
        }
    }

    /// PrivateKeyInfo or OneAsymmetricKey (RFC 5958, section 2).
    func pkcs8(_ der: [UInt8]) throws(PKIXError) -> PrivateKey {
        var outer = DERReader(der, in: PrivateKey.place)
        var info = try outer.enter(DERTag.sequence)
        try outer.requireEnd()
        let version = try info.smallInteger()
        guard version <= 1 else { throw PrivateKey.malformed }
        var algorithm = try info.enter(DERTag.sequence)
        let oid = try algorithm.objectIdentifier()
        let parameters = algorithm.isAtEnd ? nil : algorithm.whole(try algorithm.next())
        try algorithm.requireEnd()
        let contents = info.contents(try info.next(DERTag.octetString))
        _ = try info.optional(DERTag.contextConstructed(0))
        let publicBits = version == 1 ? try info.optional(DERTag.context(1)).map(info.contents) : nil
        try info.requireEnd()
        let key = try key(oid, parameters, contents)
        if let publicBits, publicBits != [0] + key.publicKey.bits { throw inconsistent }
        return key
    }

    private func key(_ oid: OID, _ parameters: [UInt8]?, _ contents: [UInt8]) throws(PKIXError) -> PrivateKey {
        switch oid {
        case .rsaEncryption:
            guard parameters == DER.null else { throw PrivateKey.malformed }
            return try pkcs1(contents)
        case .ecPublicKey:
            guard let parameters else { throw PrivateKey.malformed }
            return try sec1(contents, curve: try curve(parameters))
        case .ed25519:
            guard parameters == nil else { throw PrivateKey.malformed }
            var outer = DERReader(contents, in: PrivateKey.place)
            let seed = outer.contents(try outer.next(DERTag.octetString))
            try outer.requireEnd()
            return try PrivateKey(rawBytes: seed, kind: .ed25519)
        case .mlDSA65, .mlDSA87:
            guard parameters == nil else { throw PrivateKey.malformed }
            return try mlDSA(contents, oid == .mlDSA65 ? .mlDSA65 : .mlDSA87)
        default: throw PrivateKey.unsupported(.other(oid.dotted))
        }
    }

    /// ECPrivateKey (RFC 5915, section 3). The curve stands outside, inside, or alike in both places.
    func sec1(_ der: [UInt8], curve outside: PublicKeyKind?) throws(PKIXError) -> PrivateKey {
        var outer = DERReader(der, in: PrivateKey.place)
        var fields = try outer.enter(DERTag.sequence)
        try outer.requireEnd()
        guard try fields.smallInteger() == 1 else { throw PrivateKey.malformed }
        let scalar = fields.contents(try fields.next(DERTag.octetString))
        let inside = try parameters(&fields)
        let point = try publicPoint(&fields)
        try fields.requireEnd()
        guard let kind = outside ?? inside else {
            throw PKIXError(
                .unsupportedKey, "The EC key does not name its curve; send it in PKCS #8.", in: PrivateKey.place)
        }
        guard inside == nil || inside == kind else { throw inconsistent }
        let key = try PrivateKey(rawBytes: scalar, kind: kind)
        if let point, point != key.publicKey.bits, point != compressed(key.publicKey.bits) { throw inconsistent }
        return key
    }

    private func parameters(_ fields: inout DERReader) throws(PKIXError) -> PublicKeyKind? {
        guard fields.nextTag == DERTag.contextConstructed(0) else { return nil }
        var tagged = try fields.enter(DERTag.contextConstructed(0))
        let element = tagged.whole(try tagged.next())
        try tagged.requireEnd()
        return try curve(element)
    }

    private func publicPoint(_ fields: inout DERReader) throws(PKIXError) -> [UInt8]? {
        guard fields.nextTag == DERTag.contextConstructed(1) else { return nil }
        var tagged = try fields.enter(DERTag.contextConstructed(1))
        let point = try tagged.octetAlignedBits()
        try tagged.requireEnd()
        return point
    }

    /// `02` or `03` by the parity of y, and x (SEC 1, 2.3.3).
    private func compressed(_ point: [UInt8]) -> [UInt8] {
        [0x02 | (point.last ?? 0) & 1] + point[1...(point.count / 2)]
    }

    private func curve(_ parameters: [UInt8]) throws(PKIXError) -> PublicKeyKind {
        guard parameters.first == DERTag.objectIdentifier else {
            throw PKIXError(
                .unsupportedKey, "The EC key spells out its curve; use the named curve P-256, P-384 or P-521.",
                in: PrivateKey.place)
        }
        var reader = DERReader(parameters, in: PrivateKey.place)
        let oid = try reader.objectIdentifier()
        guard let bits = PublicKeyInfo.bits(ofCurve: oid) else { throw PrivateKey.unsupported(.other(oid.dotted)) }
        return .ecdsa(bits: bits)
    }

    /// RSAPrivateKey (RFC 8017, A.1.2). The crypto library checks that the numbers belong together.
    func pkcs1(_ der: [UInt8]) throws(PKIXError) -> PrivateKey {
        var outer = DERReader(der, in: PrivateKey.place)
        var fields = try outer.enter(DERTag.sequence)
        try outer.requireEnd()
        guard try fields.smallInteger() == 0 else {
            throw PKIXError(.unsupportedKey, "RSA keys of more than two primes are not read.", in: PrivateKey.place)
        }
        let modulus = try fields.integer().drop { $0 == 0 }
        for _ in 1...7 { _ = try fields.integer() }
        try fields.requireEnd()
        let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
        guard bits >= PublicKeyInfo.rsaBitsMin else {
            throw PKIXError(
                .weakKey, "The RSA key has \(bits) bits; use at least 2048, or P-256.", in: PrivateKey.place)
        }
        guard bits <= PublicKeyInfo.rsaBitsMax else {
            throw PKIXError(
                .unsupportedKey, "The RSA key has \(bits) bits; at most 8192 are accepted.", in: PrivateKey.place)
        }
        return try PrivateKey(rawBytes: der, kind: .rsa(bits: bits))
    }

    /// The seed, or the seed with the expanded key (RFC 9881, section 6).
    private func mlDSA(_ contents: [UInt8], _ kind: PublicKeyKind) throws(PKIXError) -> PrivateKey {
        var outer = DERReader(contents, in: PrivateKey.place)
        let choice = try outer.next()
        try outer.requireEnd()
        switch choice.tag {
        case DERTag.context(0):
            return try PrivateKey(rawBytes: outer.contents(choice), kind: kind)
        case DERTag.sequence:
            var both = outer.inside(choice)
            let seed = both.contents(try both.next(DERTag.octetString))
            let expanded = both.contents(try both.next(DERTag.octetString))
            try both.requireEnd()
            guard expanded.count == (kind == .mlDSA65 ? 4_032 : 4_896) else { throw PrivateKey.malformed }
            let key = try PrivateKey(rawBytes: seed, kind: kind)
            guard expanded.starts(with: key.publicKey.bits.prefix(32)) else { throw inconsistent }
            return key
        case DERTag.octetString:
            throw PKIXError(
                .unsupportedKey, "The ML-DSA key is in its expanded form; send its seed (RFC 9881, section 6).",
                in: PrivateKey.place)
        default: throw PrivateKey.malformed
        }
    }

    private var inconsistent: PKIXError {
        PKIXError(
            .inconsistentKey, "The public part beside the private key belongs to another key.", in: PrivateKey.place)
    }
}
