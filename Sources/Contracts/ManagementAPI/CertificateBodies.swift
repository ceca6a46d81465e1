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
