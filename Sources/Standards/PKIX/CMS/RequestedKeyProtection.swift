/// How a client wants a key that is made for it protected beyond TLS (RFC 7030, 4.4.1): attributes of its request.
public struct RequestedKeyProtection: Sendable, Hashable {
    /// Names a secret key that client and server share (RFC 7030, 4.4.1.1; RFC 4108, 2.2.5).
    public private(set) var decryptKeyIdentifier: [UInt8]?
    /// Names a key pair of the client (RFC 7030, 4.4.1.2).
    public private(set) var asymmetricDecryptKeyIdentifier: [UInt8]?
    public private(set) var capabilities: SMIMECapabilities?

    /// - Throws: `malformedDER` for an attribute that is not as its standard has it, or occurs twice.
    public init(_ request: CertificateRequest) throws(PKIXError) {
        var outer = DERReader(request.der, in: "certification request")
        var whole = try outer.enter(DERTag.sequence)
        var info = try whole.enter(DERTag.sequence)
        for _ in 0..<3 { _ = try info.next() }
        var attributes = try info.enter(DERTag.contextConstructed(0), "certification request: attributes")
        var seen: Set<OID> = []
        while !attributes.isAtEnd {
            var attribute = try attributes.enter(DERTag.sequence)
            let type = try attribute.objectIdentifier()
            guard Self.types.contains(type) else { continue }
            guard seen.insert(type).inserted else {
                throw attributes.malformed("The attribute \(type) occurs twice.")
            }
            var values = try attribute.enter(DERTag.set)
            try attribute.requireEnd()
            try read(type, &values)
            try values.requireEnd()
        }
    }

    private mutating func read(_ type: OID, _ values: inout DERReader) throws(PKIXError) {
        switch type {
        case .smimeCapabilities: capabilities = try SMIMECapabilities(&values)
        case .decryptKeyIdentifier: decryptKeyIdentifier = try Self.identifier(&values)
        default: asymmetricDecryptKeyIdentifier = try Self.identifier(&values)
        }
    }

    private static func identifier(_ values: inout DERReader) throws(PKIXError) -> [UInt8] {
        let identifier = values.contents(try values.next(DERTag.octetString))
        guard !identifier.isEmpty else { throw values.malformed("The identifier of a key is empty.") }
        return identifier
    }

    private static let types: Set<OID> = [.smimeCapabilities, .decryptKeyIdentifier, .asymmetricDecryptKeyIdentifier]
}
