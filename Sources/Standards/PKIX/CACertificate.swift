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
    public let keyUsage: KeyUsage
    public let subjectKeyIdentifier: [UInt8]
    /// Written after the ones that every CA certificate has.
    public let extraExtensions: [Extension]

    /// - Throws: `malformedName` for an empty subject, `unsupportedKey` or `weakKey` for the public key, `invalidTime`
    ///   for a validity that ends before it begins, `malformedExtension` for a path length that is negative.
    public init(
        subject: Name, publicKeyInfoDER: [UInt8], serial: SerialNumber, notBefore: Int64, notAfter: Int64,
        pathLength: Int?, nameConstraints: NameConstraints? = nil, extraExtensions: [Extension] = []
    ) throws(PKIXError) {
        var extensions = extraExtensions
        if let nameConstraints { extensions.insert(try .nameConstraints(nameConstraints), at: 0) }
        try self.init(
            subject: subject, publicKey: try PublicKeyInfo(der: publicKeyInfoDER), serial: serial, notBefore: notBefore,
            notAfter: notAfter, pathLength: pathLength, keyUsage: [.keyCertSign, .cRLSign], subjectKeyIdentifier: nil,
            extraExtensions: extensions)
    }

    /// - Parameter subjectKeyIdentifier: nil hashes the key.
    init(
        subject: Name, publicKey: PublicKeyInfo, serial: SerialNumber, notBefore: Int64, notAfter: Int64,
        pathLength: Int?, keyUsage: KeyUsage, subjectKeyIdentifier: [UInt8]?, extraExtensions: [Extension]
    ) throws(PKIXError) {
        guard !subject.isEmpty else {
            throw PKIXError(.malformedName, "The subject of a CA must not be empty (RFC 5280, 4.1.2.6).", in: "subject")
        }
        guard notBefore <= notAfter else {
            throw PKIXError(.invalidTime, "The validity ends before it begins.", in: "validity")
        }
        guard pathLength.map({ $0 >= 0 }) ?? true else {
            throw PKIXError(.malformedExtension, "The path length is negative.", in: "path length")
        }
        try publicKey.requireSupported()
        self.subject = subject
        self.publicKey = publicKey
        self.serial = serial
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.pathLength = pathLength
        self.keyUsage = keyUsage
        self.subjectKeyIdentifier = subjectKeyIdentifier ?? Extension.keyIdentifier(ofBits: publicKey.bits)
        self.extraExtensions = extraExtensions
    }

    /// A root: issued in its own name, to be signed with its own key.
    public func selfSigned(_ algorithm: SignatureAlgorithm) -> UnsignedCertificate {
        unsigned(issuerNameDER: subject.der, authorityKeyIdentifier: subjectKeyIdentifier, algorithm)
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
                .basicConstraints(ca: true, pathLength: pathLength), .keyUsage(keyUsage),
                .subjectKeyIdentifier(subjectKeyIdentifier),
            ])
        let tbs = template.tbs(
            serial: serial, notBefore: notBefore, notAfter: notAfter, subjectDER: subject.der,
            publicKeyInfoDER: publicKey.der, extraExtensions: extraExtensions)
        return UnsignedCertificate(tbs: tbs, template: template)
    }
}
