/// What a server wants to see in a request: the CsrAttrs of EST (RFC 7030, 4.5.2, as clarified by RFC 9908).
public enum CSRAttributes {
    public enum Item: Sendable, Hashable {
        /// A bare identifier: an attribute that must be there, or the signature algorithm to use.
        case identifier(OID)
        /// An elliptic curve key on one of the NIST curves: 256, 384 or 521 bits.
        case ecdsaKey(bits: Int)
        /// An RSA key whose modulus has this many bits.
        case rsaKey(bits: Int)
        case ed25519Key
        /// A key of a kind that its identifier alone describes, or one of those above.
        case key(PublicKeyKind)
        /// The signature algorithm of the request.
        case signature(SignatureAlgorithm)
        /// Extensions to ask for. An empty value leaves the content to the client (RFC 9908, 3.3).
        case extensions([Extension])
        /// The whole request, partly filled in. Who knows templates looks at nothing else (RFC 9908, 3.4 and 4), so what
        /// older clients know may stand beside it.
        case template(RequestTemplate)
    }

    /// The media type of the encoded attributes (RFC 7030, 4.5.2).
    public static let mediaType = "application/csrattrs"

    /// - Throws: `unsupportedKey` for a curve or a size that requests with it would be refused for.
    public static func encode(_ items: [Item]) throws(PKIXError) -> [UInt8] {
        var elements: [UInt8] = []
        for item in items { elements += try element(item) }
        return DER.sequence(elements)
    }

    private static func element(_ item: Item) throws(PKIXError) -> [UInt8] {
        switch item {
        case .identifier(let oid): return oid.der
        case .ed25519Key: return OID.ed25519.der
        case .signature(let algorithm): return algorithm.oid.der
        case .ecdsaKey(let bits):
            return attribute(.ecPublicKey, try curve(bits: bits).der)
        case .rsaKey(let bits):
            try requireRSA(bits: bits)
            return attribute(.rsaEncryption, DER.integer(bits))
        case .key(let kind): return try key(kind)
        case .template(let template): return attribute(.certificationRequestInfoTemplate, try template.der())
        case .extensions(let extensions):
            var writer = DERWriter(capacity: 256)
            writer.tlv(DERTag.sequence) { list in
                for each in extensions.reversed() { each.write(to: &list) }
            }
            return attribute(.extensionRequest, writer.finish())
        }
    }

    private static func key(_ kind: PublicKeyKind) throws(PKIXError) -> [UInt8] {
        switch kind {
        case .rsa(let bits): return try element(.rsaKey(bits: bits))
        case .ecdsa(let bits): return try element(.ecdsaKey(bits: bits))
        case .ed25519: return OID.ed25519.der
        case .mlDSA65: return OID.mlDSA65.der
        case .mlDSA87: return OID.mlDSA87.der
        case .other(let name): throw unsupported(name)
        }
    }

    static func curve(bits: Int) throws(PKIXError) -> OID {
        guard let curve = PublicKeyInfo.curve(bits: bits) else { throw unsupported("P-\(bits)") }
        return curve
    }

    static func requireRSA(bits: Int) throws(PKIXError) {
        guard (PublicKeyInfo.rsaBitsMin...PublicKeyInfo.rsaBitsMax).contains(bits) else {
            throw unsupported("RSA-\(bits)")
        }
    }

    private static func attribute(_ type: OID, _ value: [UInt8]) -> [UInt8] {
        DER.sequence(type.der, DER.tlv(DERTag.set, value))
    }

    static func unsupported(_ key: String) -> PKIXError {
        PKIXError(
            .unsupportedKey, "Requests with \(key) keys are not accepted, so they cannot be asked for.", in: "csrattrs")
    }
}
