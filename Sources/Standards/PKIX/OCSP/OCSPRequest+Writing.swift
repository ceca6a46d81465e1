extension OCSPRequest {
    /// An unsigned request.
    /// - Parameter nonce: 1 to 128 octets (RFC 9654, 2.1); 32 are recommended.
    public static func encode(_ certificateIDs: [OCSPCertificateID], nonce: [UInt8]? = nil) -> [UInt8] {
        precondition((1...certificatesMax).contains(certificateIDs.count), "a request is for 1 to 128 certificates")
        precondition(nonce.map { nonceLengths.contains($0.count) } ?? true, "a nonce has 1 to 128 octets")
        let list = DER.tlv(DERTag.sequence, certificateIDs.map { DER.sequence($0.der) })
        return DER.sequence(DER.sequence(list, nonce.map { extensions(nonce: $0, tag: 2) } ?? []))
    }

    /// Extensions with a nonce alone, tagged as a request or a response has them.
    static func extensions(nonce: [UInt8], tag: UInt8) -> [UInt8] {
        let value = DER.tlv(DERTag.octetString, DER.tlv(DERTag.octetString, nonce))
        return DER.tlv(DERTag.contextConstructed(tag), DER.sequence(DER.sequence(OID.ocspNonce.der, value)))
    }
}
