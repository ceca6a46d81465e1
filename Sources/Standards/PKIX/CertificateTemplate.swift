/// What is constant in the certificates of one issuer under one profile, encoded once, so that a certificate costs
/// little more than its two cryptographic operations (RFC 5280, 4.1).
public struct CertificateTemplate: Sendable {
    public let signatureAlgorithm: SignatureAlgorithm
    private let algorithmDER: [UInt8]
    private let issuerNameDER: [UInt8]
    private let constantExtensions: [UInt8]

    /// - Parameters:
    ///   - issuerNameDER: the subject of the issuer's certificate, verbatim, so that names chain byte for byte.
    ///   - authorityKeyIdentifier: the issuer's subject key identifier; nil writes no such extension.
    ///   - constantExtensions: written before those of each certificate, in this order.
    public init(
        issuerNameDER: [UInt8], signatureAlgorithm: SignatureAlgorithm, authorityKeyIdentifier: [UInt8]?,
        constantExtensions: [Extension]
    ) {
        self.issuerNameDER = issuerNameDER
        self.signatureAlgorithm = signatureAlgorithm
        algorithmDER = signatureAlgorithm.der
        var extensions = constantExtensions
        if let authorityKeyIdentifier { extensions.append(.authorityKeyIdentifier(authorityKeyIdentifier)) }
        var writer = DERWriter(capacity: 512)
        for each in extensions.reversed() { each.write(to: &writer) }
        self.constantExtensions = writer.finish()
    }

    /// The TBSCertificate (version 3), ready to be signed.
    ///
    /// - Parameters:
    ///   - notBefore: seconds since 1970. Times outside of 1950 to 9999 become the nearest end of that range.
    ///   - subjectDER: the Name element, verbatim.
    ///   - publicKeyInfoDER: the SubjectPublicKeyInfo element, verbatim.
    ///   - extraExtensions: what differs from certificate to certificate: key identifier, alternative names.
    public func tbs(
        serial: SerialNumber, notBefore: Int64, notAfter: Int64, subjectDER: [UInt8], publicKeyInfoDER: [UInt8],
        extraExtensions: [Extension]
    ) -> [UInt8] {
        let variable =
            subjectDER.count + publicKeyInfoDER.count + extraExtensions.reduce(0) { $0 + $1.value.count + 24 }
        var writer = DERWriter(capacity: 128 + issuerNameDER.count + constantExtensions.count + variable)
        writer.tlv(DERTag.sequence) { fields in
            writeExtensions(extraExtensions, to: &fields)
            fields.bytes(publicKeyInfoDER)
            fields.bytes(subjectDER)
            fields.tlv(DERTag.sequence) { validity in
                validity.bytes(ASN1Time.encode(notAfter))
                validity.bytes(ASN1Time.encode(notBefore))
            }
            fields.bytes(issuerNameDER)
            fields.bytes(algorithmDER)
            fields.tlv(DERTag.integer) { integer in
                integer.bytes(serial.bytes)
                if serial.bytes[0] >= 0x80 { integer.byte(0) }
            }
            fields.bytes(CertificateTemplate.version3)
        }
        return writer.finish()
    }

    /// The Certificate: what was signed, and its signature as the BIT STRING holds it (an ECDSA-Sig-Value for ECDSA).
    public func certificate(tbs: [UInt8], signature: [UInt8]) -> [UInt8] {
        var writer = DERWriter(capacity: tbs.count + signature.count + 64)
        writer.tlv(DERTag.sequence) { fields in
            fields.bitString(signature)
            fields.bytes(algorithmDER)
            fields.bytes(tbs)
        }
        return writer.finish()
    }

    private func writeExtensions(_ extra: [Extension], to fields: inout DERWriter) {
        guard !(constantExtensions.isEmpty && extra.isEmpty) else { return }
        fields.tlv(DERTag.contextConstructed(3)) { tagged in
            tagged.tlv(DERTag.sequence) { list in
                for each in extra.reversed() { each.write(to: &list) }
                list.bytes(constantExtensions)
            }
        }
    }

    private static let version3: [UInt8] = [0xa0, 0x03, 0x02, 0x01, 0x02]
}
