public import Events
public import JSONSchema

/// `PUT /v1/dms/{name}/credentials`.
public struct DMSCredentialBody: Codable, Sendable, Equatable {
    public var user: String
    public var password: SecretText

    public init(user: String, password: SecretText) {
        self.user = user
        self.password = password
    }
}

/// Who may enrol the devices of a DMS by password. The passwords are nowhere.
public struct DMSCredentialsBody: Codable, Sendable, Equatable {
    public var users: [String]

    public init(users: [String]) {
        self.users = users
    }
}

/// The key that requests to authorisation services are signed with.
public struct WebhookKeyBody: Codable, Sendable, Equatable {
    /// `whpk_` and the 32 octets of the Ed25519 key in base64, as the Standard Webhooks specification writes it.
    public var publicKey: String
    /// SubjectPublicKeyInfo in PEM (RFC 8410).
    public var publicKeyPEM: EncodedPEM

    private enum CodingKeys: String, CodingKey {
        case publicKey = "public_key"
        case publicKeyPEM = "public_key_pem"
    }

    public init(publicKey: String, publicKeyPEM: EncodedPEM) {
        self.publicKey = publicKey
        self.publicKeyPEM = publicKeyPEM
    }
}

/// A password on its way in. It shows in no description, mirror or error, and is never written out but to the server that it
/// is sent to.
public struct SecretText: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// Secret.
    public let text: String

    public init(_ text: String) { self.text = text }

    public var description: String { "SecretText(hidden)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension SecretText: Codable, SchemaDescribing {
    public static var schema: JSONSchema { .text }
    public static var example: SecretText { SecretText("") }

    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
