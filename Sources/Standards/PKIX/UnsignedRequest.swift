/// A certification request (PKCS #10, RFC 2986) that still lacks its signature, which comes from wherever the key lives.
public struct UnsignedRequest: Sendable {
    /// The CertificationRequestInfo: the bytes to sign.
    public let info: [UInt8]
    public let signatureAlgorithm: SignatureAlgorithm

    /// - Parameters:
    ///   - publicKeyInfoDER: of the key that will sign.
    ///   - extensions: asked for with an extensionRequest (RFC 2985, 5.4.2); without any there is no such attribute.
    /// - Throws: `unsupportedKey`, `weakKey` or `malformedDER` for the key.
    public init(subject: Name, publicKeyInfoDER: [UInt8], extensions: [Extension] = []) throws(PKIXError) {
        let key = try PublicKeyInfo(der: publicKeyInfoDER)
        try key.requireSupported()
        guard let algorithm = SignatureAlgorithm(signing: key.kind) else { throw PrivateKey.unsupported(key.kind) }
        signatureAlgorithm = algorithm
        info = DER.sequence(
            DER.integer(0), subject.der, publicKeyInfoDER,
            DER.tlv(DERTag.contextConstructed(0), UnsignedRequest.extensionRequest(extensions)))
    }

    /// The DER of the request.
    ///
    /// - Parameter signature: by ``signatureAlgorithm`` over ``info``, as the BIT STRING holds it.
    public func signed(_ signature: [UInt8]) -> [UInt8] {
        DER.sequence(info, signatureAlgorithm.der, DER.tlv(DERTag.bitString, [0], signature))
    }

    /// The request of a key that is at hand.
    public static func signed(
        by key: PrivateKey, subject: Name, extensions: [Extension] = []
    ) throws -> CertificateRequest {
        let unsigned = try UnsignedRequest(
            subject: subject, publicKeyInfoDER: key.publicKey.der, extensions: extensions)
        return try CertificateRequest(der: unsigned.signed(try key.sign(unsigned.info)))
    }

    private static func extensionRequest(_ extensions: [Extension]) -> [UInt8] {
        guard !extensions.isEmpty else { return [] }
        var writer = DERWriter(capacity: 256)
        for each in extensions.reversed() { each.write(to: &writer) }
        return DER.sequence(
            OID.extensionRequest.der, DER.tlv(DERTag.set, DER.sequence(writer.finish())))
    }
}
