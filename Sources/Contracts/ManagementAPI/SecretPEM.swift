public import JSONSchema
import Events

/// PEM that holds a private key, on its way in. It shows in no description, mirror or error, and is never written out but
/// to the server that it is sent to.
public struct SecretPEM: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// Secret.
    public let pem: String

    public init(pem: String) { self.pem = pem }

    public var description: String { "SecretPEM(hidden)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension SecretPEM: Codable, SchemaDescribing {
    public static var schema: JSONSchema { EncodedPEM.schema }
    public static var example: SecretPEM { SecretPEM(pem: "") }

    public init(from decoder: any Decoder) throws {
        self.init(pem: try EncodedPEM(from: decoder).pem)
    }

    public func encode(to encoder: any Encoder) throws {
        try EncodedPEM(pem: pem).encode(to: encoder)
    }
}
