public import Events
public import JSONSchema

/// `POST /v1/certificates/import`.
public struct ImportCertificateBody: Codable, Sendable, Equatable {
    /// One certificate, that a CA issued which is known here.
    public var certificate: EncodedPEM
    public var metadata: [String: JSONValue]?

    public init(certificate: EncodedPEM, metadata: [String: JSONValue]? = nil) {
        self.certificate = certificate
        self.metadata = metadata
    }
}

/// `POST /v1/cas/{id}/certificates`: a key and a certificate for it, in one call.
public struct CreateCertificateBody: Codable, Sendable, Equatable {
    public var subject: SubjectBody
    public var key: KeyBody
    public var alternativeNames: AlternativeNamesBody?
    /// The issuance profile; `device` where it is left out. It says how long the certificate is valid.
    public var profile: String?

    private enum CodingKeys: String, CodingKey {
        case subject
        case key
        case alternativeNames = "alternative_names"
        case profile
    }

    public init(
        subject: SubjectBody, key: KeyBody, alternativeNames: AlternativeNamesBody? = nil, profile: String? = nil
    ) {
        self.subject = subject
        self.key = key
        self.alternativeNames = alternativeNames
        self.profile = profile
    }
}

/// Subject alternative names (RFC 5280, section 4.2.1.6), by their form.
public struct AlternativeNamesBody: Codable, Sendable, Equatable {
    public var dns: [String]?
    /// For instance `192.0.2.7` or `2001:db8::7`.
    public var ip: [String]?
    public var email: [String]?
    public var uri: [String]?

    public init(dns: [String]? = nil, ip: [String]? = nil, email: [String]? = nil, uri: [String]? = nil) {
        self.dns = dns
        self.ip = ip
        self.email = email
        self.uri = uri
    }
}

/// A certificate with the private key that was made for it. The key is in this one answer and nowhere else.
public struct CertificateWithKey: Codable, Sendable, Equatable {
    public let certificate: CertificatePayload
    /// PKCS #8, unencrypted (RFC 5958).
    public let privateKey: EncodedPEM

    private enum CodingKeys: String, CodingKey {
        case privateKey = "private_key"
    }

    public init(certificate: CertificatePayload, privateKey: EncodedPEM) {
        self.certificate = certificate
        self.privateKey = privateKey
    }

    /// On the wire the key is one more member of the certificate.
    public init(from decoder: any Decoder) throws {
        certificate = try CertificatePayload(from: decoder)
        privateKey = try decoder.container(keyedBy: CodingKeys.self).decode(EncodedPEM.self, forKey: .privateKey)
    }

    public func encode(to encoder: any Encoder) throws {
        try certificate.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(privateKey, forKey: .privateKey)
    }
}

extension CertificateWithKey: CustomStringConvertible, CustomReflectable {
    public var description: String { "CertificateWithKey(\(certificate.serialNumber), hidden)" }
    public var customMirror: Mirror { Mirror(self, children: ["certificate": certificate]) }
}
