import Events
import JSONSchema
import PKIX

/// Which CA signed a certificate, as far as it is here.
struct AuthorityIssuer: Sendable, Hashable {
    /// Nil for a root, and where the issuer is not here.
    let id: String?
    /// Of the issuer's certificate; nil where the issuer is not here.
    let serial: SerialNumber?
    let keyGeneration: Int

    static let unknown = AuthorityIssuer(id: nil, serial: nil, keyGeneration: 0)

    init(id: String?, serial: SerialNumber?, keyGeneration: Int) {
        self.id = id
        self.serial = serial
        self.keyGeneration = keyGeneration
    }

    /// The parent by its present key; for a root, itself.
    init(parent: CertificateAuthority?, of certificate: ParsedCertificate) {
        self.init(
            id: parent?.id, serial: parent?.serial ?? certificate.serial, keyGeneration: parent?.keyGeneration ?? 0)
    }

    /// One of the certificates of a CA that is here.
    init(_ certificate: AuthorityCertificate) {
        self.init(id: certificate.caID, serial: certificate.serial, keyGeneration: certificate.keyGeneration)
    }
}

/// Where the private key of a CA is.
struct HeldKey: Sendable, Hashable {
    /// Nil where we do not hold it.
    let id: String?
    let engineID: String

    static let elsewhere = HeldKey(id: nil, engineID: "")
}

extension CertificateAuthority {
    /// A CA at its beginning here.
    /// - Parameter status: ACTIVE for what was just issued; the expiry monitor sees to the rest.
    init(
        id: String, certificate: ParsedCertificate, status: CertificateStatus = .active, issuer: AuthorityIssuer,
        type: CertificateType, key: HeldKey, issuanceExpiration: Validity, metadata: [String: JSONValue],
        crlShards: Int, at time: Timestamp, windows: ExpiryWindows
    ) {
        let notAfter = Timestamp(seconds: certificate.notAfter)
        self.init(
            id: id, parentID: issuer.id, commonName: certificate.subject.commonName ?? "", status: status, type: type,
            engineID: key.engineID, keyID: key.id, key: KeyMetadata(certificate.key), serial: certificate.serial,
            issuerSerial: issuer.serial, der: certificate.der, notBefore: Timestamp(seconds: certificate.notBefore),
            notAfter: notAfter, revocation: nil, issuanceExpiration: issuanceExpiration, metadata: metadata,
            createdAt: time, keyGeneration: 0, issuerKey: issuer.keyGeneration, crlShards: crlShards,
            keyIdentifier: certificate.keyIdentifier, issuerKeyIdentifier: certificate.authorityKeyIdentifier,
            dueAt: windows.due(status, notAfter: notAfter), closingAt: nil, deletedAt: nil)
    }

    /// Puts a certificate that was just issued in the place of its present one.
    mutating func replaceCertificate(
        by certificate: ParsedCertificate, issuer: AuthorityIssuer, windows: ExpiryWindows
    ) {
        parentID = issuer.id
        serial = certificate.serial
        issuerSerial = issuer.serial
        issuerKey = issuer.keyGeneration
        der = certificate.der
        notBefore = Timestamp(seconds: certificate.notBefore)
        notAfter = Timestamp(seconds: certificate.notAfter)
        keyIdentifier = certificate.keyIdentifier
        issuerKeyIdentifier = certificate.authorityKeyIdentifier
        status = .active
        dueAt = windows.due(status, notAfter: notAfter)
    }
}

extension ParsedCertificate {
    /// The subject key identifier, or what it would be by method 1 of RFC 5280, section 4.2.1.2.
    var keyIdentifier: [UInt8] { subjectKeyIdentifier ?? Extension.keyIdentifier(ofBits: publicKey.bits) }
}
