/// What is constant in the CRLs of one key of a CA for one scope (RFC 5280, 5.1).
public struct CRLTemplate: Sendable {
    public let signatureAlgorithm: SignatureAlgorithm
    private let issuerNameDER: [UInt8]
    private let authorityKeyIdentifier: [UInt8]?
    private let issuingDistributionPoint: Extension?
    private let freshestCRL: Extension?

    /// - Parameters:
    ///   - issuerNameDER: the subject of the CA's certificate, verbatim.
    ///   - authorityKeyIdentifier: the CA's subject key identifier; nil writes no such extension.
    ///   - issuingDistributionPoint: nil for a CRL of everything that the CA issued.
    ///   - freshestCRL: where the delta CRLs are; written in complete CRLs only (RFC 5280, 5.2.6).
    /// - Throws: `notASCII` for a URI that is not percent-encoded.
    public init(
        issuerNameDER: [UInt8], signatureAlgorithm: SignatureAlgorithm, authorityKeyIdentifier: [UInt8]?,
        issuingDistributionPoint: IssuingDistributionPoint? = nil, freshestCRL: [String] = []
    ) throws(PKIXError) {
        self.issuerNameDER = issuerNameDER
        self.signatureAlgorithm = signatureAlgorithm
        self.authorityKeyIdentifier = authorityKeyIdentifier
        self.issuingDistributionPoint = try issuingDistributionPoint?.asExtension()
        if freshestCRL.isEmpty {
            self.freshestCRL = nil
        } else {
            let points = try Extension.crlDistributionPoints(freshestCRL)
            self.freshestCRL = Extension(oid: .freshestCRL, critical: false, value: points.value)
        }
    }

    /// A CRL (version 2), ready to be signed.
    ///
    /// - Parameters:
    ///   - base: the number of the complete CRL that a delta CRL adds to; nil for a complete one.
    ///   - thisUpdate: seconds since 1970.
    ///   - nextUpdate: seconds since 1970.
    public func unsigned(
        number: CRLNumber, base: CRLNumber? = nil, thisUpdate: Int64, nextUpdate: Int64, entries: CRLEntries
    ) -> UnsignedCRL {
        let extensions = extensions(number, base)
        let size = extensions.reduce(256) { $0 + $1.value.count + 24 }
        var writer = DERWriter(capacity: size + issuerNameDER.count + entries.der.count)
        writer.tlv(DERTag.sequence) { fields in
            fields.tlv(DERTag.contextConstructed(0)) { tagged in
                tagged.tlv(DERTag.sequence) { list in
                    for each in extensions.reversed() { each.write(to: &list) }
                }
            }
            // Without entries the list is left out: it must not be empty (RFC 5280, 5.1.2.6).
            if entries.count > 0 { fields.tlv(DERTag.sequence, entries.der) }
            fields.bytes(ASN1Time.encode(nextUpdate))
            fields.bytes(ASN1Time.encode(thisUpdate))
            fields.bytes(issuerNameDER)
            fields.bytes(signatureAlgorithm.der)
            fields.bytes(CRLTemplate.version2)
        }
        return UnsignedCRL(tbs: writer.finish(), signatureAlgorithm: signatureAlgorithm)
    }

    private func extensions(_ number: CRLNumber, _ base: CRLNumber?) -> [Extension] {
        var extensions: [Extension] = []
        if let authorityKeyIdentifier { extensions.append(.authorityKeyIdentifier(authorityKeyIdentifier)) }
        extensions.append(Extension(oid: .crlNumber, critical: false, value: number.der))
        if let base { extensions.append(Extension(oid: .deltaCRLIndicator, critical: true, value: base.der)) }
        if let issuingDistributionPoint { extensions.append(issuingDistributionPoint) }
        if base == nil, let freshestCRL { extensions.append(freshestCRL) }
        return extensions
    }

    private static let version2: [UInt8] = [0x02, 0x01, 0x01]
}

/// A CRL that still lacks its signature, which comes from wherever the key lives.
public struct UnsignedCRL: Sendable {
    /// The bytes to sign.
    public let tbs: [UInt8]
    public let signatureAlgorithm: SignatureAlgorithm

    /// The DER of the CRL.
    public func signed(_ signature: [UInt8]) -> [UInt8] {
        var writer = DERWriter(capacity: tbs.count + signature.count + 64)
        writer.tlv(DERTag.sequence) { fields in
            fields.bitString(signature)
            fields.bytes(signatureAlgorithm.der)
            fields.bytes(tbs)
        }
        return writer.finish()
    }
}
