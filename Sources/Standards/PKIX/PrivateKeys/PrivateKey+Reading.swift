import Foundation

extension PrivateKey {
    /// The largest text or DER that is read, in bytes; an RSA key of 8192 bits takes 6.5 KiB of PEM.
    public static let sizeMax = 32_768

    /// Reads one private key, in PEM or DER: PKCS #8 (RFC 5958, versions 1 and 2), SEC 1 (RFC 5915) with its curve named,
    /// or PKCS #1 (RFC 8017, two primes). Other PEM blocks beside it, as `EC PARAMETERS`, are passed over. Of an ML-DSA key
    /// the seed is needed; an expanded key that accompanies it is compared with the public key as far as its first 32
    /// octets say (RFC 9881, section 6).
    ///
    /// - Throws: `malformedPrivateKey`, `encryptedPrivateKey`, `inconsistentKey` where a public part belongs to another
    ///   key, `weakKey`, `unsupportedKey`, `tooLarge`, `noPEMBlock`, `malformedPEM`, `malformedBase64`; never with
    ///   anything of the key.
    public init(anyEncoding body: [UInt8]) throws(PKIXError) {
        guard body.count <= PrivateKey.sizeMax else {
            throw PKIXError(.tooLarge, "The private key is larger than 32 KiB.", in: PrivateKey.place)
        }
        if body.first == DERTag.sequence, body.count > 1, body[1] >= 0x80 || Int(body[1]) == body.count - 2 {
            try self.init(der: body)
        } else {
            try self.init(pem: body)
        }
    }

    /// As ``init(anyEncoding:)``; the form is told by the first elements.
    public init(der: [UInt8]) throws(PKIXError) {
        guard der.count <= PrivateKey.sizeMax else {
            throw PKIXError(.tooLarge, "The private key is larger than 32 KiB.", in: PrivateKey.place)
        }
        guard let form = PrivateKeyForm(der: der) else { throw PrivateKey.malformed }
        try self.init(der, as: form)
    }

    private init(pem: [UInt8]) throws(PKIXError) {
        guard !PrivateKey.isEncryptedTraditionally(pem) else { throw PrivateKey.encrypted }
        let blocks = try PEM.decode(pem, label: nil)
        let keys = blocks.compactMap { label, der in PrivateKeyForm(label: label).map { ($0, der) } }
        guard let (form, der) = keys.first else {
            throw PKIXError(.noPEMBlock, "The PEM text has no PRIVATE KEY block.", in: PrivateKey.place)
        }
        guard keys.count == 1 else {
            throw PKIXError(.malformedPrivateKey, "The PEM text holds more than one private key.", in: PrivateKey.place)
        }
        guard form == .encrypted || PrivateKeyForm(der: der) == form else { throw PrivateKey.malformed }
        try self.init(der, as: form)
    }

    /// What our reader says of a key's inside could quote it, so its sentences are replaced.
    private init(_ der: [UInt8], as form: PrivateKeyForm) throws(PKIXError) {
        do {
            self = try PrivateKeyReader().read(der, as: form)
        } catch {
            throw error.code == .malformedDER ? PrivateKey.malformed : error
        }
        try publicKey.requireSupported(in: PrivateKey.place)
    }

    /// `Proc-Type: 4,ENCRYPTED`, as OpenSSL once wrote it, is not base64 (RFC 1421, 4.6.1.1).
    private static func isEncryptedTraditionally(_ text: [UInt8]) -> Bool {
        let header = Array("Proc-Type:".utf8)
        return text.indices.contains { text[$0] == header[0] && text[$0...].starts(with: header) }
    }

    static let place = "private key"

    static let malformed = PKIXError(
        .malformedPrivateKey, "The private key is not DER of PKCS #8, SEC 1 or PKCS #1, or its PEM label is wrong.",
        in: place)

    static let encrypted = PKIXError(
        .encryptedPrivateKey,
        "The private key is encrypted; decrypt it first, for instance with: openssl pkey -in key.pem.", in: place)
}

/// The structures that hold private keys.
enum PrivateKeyForm {
    case pkcs8, sec1, pkcs1, encrypted

    init?(label: String) {
        switch label {
        case "PRIVATE KEY": self = .pkcs8
        case "EC PRIVATE KEY": self = .sec1
        case "RSA PRIVATE KEY": self = .pkcs1
        case "ENCRYPTED PRIVATE KEY": self = .encrypted
        default: return nil
        }
    }

    /// Told by the first two elements.
    init?(der: [UInt8]) {
        var outer = DERReader(der, in: PrivateKey.place)
        guard var fields = try? outer.enter(DERTag.sequence), let first = try? fields.next(),
            let second = try? fields.next()
        else { return nil }
        switch (first.tag, second.tag) {
        case (DERTag.integer, DERTag.sequence): self = .pkcs8
        case (DERTag.integer, DERTag.octetString): self = .sec1
        case (DERTag.integer, DERTag.integer): self = .pkcs1
        case (DERTag.sequence, DERTag.octetString): self = .encrypted
        default: return nil
        }
    }
}
