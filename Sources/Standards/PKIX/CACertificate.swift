/// A certificate that still lacks its signature, which comes from wherever the key lives.
public struct UnsignedCertificate: Sendable {
    /// The bytes to sign.
    public let tbs: [UInt8]
    public let template: CertificateTemplate

    public var signatureAlgorithm: SignatureAlgorithm { template.signatureAlgorithm }

    /// The DER of the certificate.
    public func signed(_ signature: [UInt8]) -> [UInt8] { template.certificate(tbs: tbs, signature: signature) }
}

/// Certificates of certification authorities: basicConstraints and keyUsage critical, keyCertSign and cRLSign, and
/// key identifiers, as RFC 5280, 4.2.1 demands of a CA.
public struct CACertificate: Sendable {
    public let subject: Name
    public let publicKey: PublicKeyInfo
    public let serial: SerialNumber
    /// Seconds since 1970.
    public let notBefore: Int64
    /// Seconds since 1970.
    public let notAfter: Int64
    /// How many CA certificates may follow below this one; nil means any number.
    public let pathLength: Int?
    /// Written after the ones that every CA certificate has.
    public let extraExtensions: [Extension]

    /// - Throws: `malformedName` for an empty subject, `unsupportedKey` or `weakKey` for the public key.
    public init(
        subject: Name, publicKeyInfoDER: [UInt8], serial: SerialNumber, notBefore: Int64, notAfter: Int64,
        pathLength: Int?, extraExtensions: [Extension] = []
    ) throws(PKIXError) {
        guard !subject.isEmpty else {
            throw PKIXError(.malformedName, "The subject of a CA must not be empty (RFC 5280, 4.1.2.6).", in: "subject")
        }
        publicKey = try PublicKeyInfo(der: publicKeyInfoDER)
        try publicKey.requireSupported()
        self.subject = subject
        self.serial = serial
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.pathLength = pathLength
        self.extraExtensions = extraExtensions
    }

    /// A root: issued in its own name, to be signed with its own key.
    public func selfSigned(_ algorithm: SignatureAlgorithm) -> UnsignedCertificate {
        let identifier = Extension.keyIdentifier(ofBits: publicKey.bits)
        return unsigned(issuerNameDER: subject.der, authorityKeyIdentifier: identifier, algorithm)
    }

    /// A subordinate, or a cross certificate: to be signed with the key of `issuer`.
    public func issued(by issuer: ParsedCertificate, _ algorithm: SignatureAlgorithm) -> UnsignedCertificate {
        let identifier = issuer.subjectKeyIdentifier ?? Extension.keyIdentifier(ofBits: issuer.publicKey.bits)
        return unsigned(issuerNameDER: issuer.subject.der, authorityKeyIdentifier: identifier, algorithm)
    }

    private func unsigned(
        issuerNameDER: [UInt8], authorityKeyIdentifier: [UInt8], _ algorithm: SignatureAlgorithm
    ) -> UnsignedCertificate {
        let template = CertificateTemplate(
            issuerNameDER: issuerNameDER, signatureAlgorithm: algorithm, authorityKeyIdentifier: authorityKeyIdentifier,
            constantExtensions: [
                .basicConstraints(ca: true, pathLength: pathLength), .keyUsage([.keyCertSign, .cRLSign]),
                .subjectKeyIdentifier(ofBits: publicKey.bits),
            ])
        let tbs = template.tbs(
            serial: serial, notBefore: notBefore, notAfter: notAfter, subjectDER: subject.der,
            publicKeyInfoDER: publicKey.der, extraExtensions: extraExtensions)
        return UnsignedCertificate(tbs: tbs, template: template)
    }
}
