public import Events

/// A DMS that was created, with the private key that was made for it, if one was. The key is in this one answer and
/// nowhere else.
public struct CreatedDMS: Codable, Sendable, Equatable {
    public let dms: DMSPayload
    /// PKCS #8, unencrypted (RFC 5958); nil where the DMS has a key of its own, or needs none.
    public let privateKey: EncodedPEM?

    private enum CodingKeys: String, CodingKey {
        case privateKey = "private_key"
    }

    public init(dms: DMSPayload, privateKey: EncodedPEM? = nil) {
        self.dms = dms
        self.privateKey = privateKey
    }

    /// On the wire the key is one more member of the DMS.
    public init(from decoder: any Decoder) throws {
        dms = try DMSPayload(from: decoder)
        privateKey = try decoder.container(keyedBy: CodingKeys.self)
            .decodeIfPresent(EncodedPEM.self, forKey: .privateKey)
    }

    public func encode(to encoder: any Encoder) throws {
        try dms.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(privateKey, forKey: .privateKey)
    }
}

extension CreatedDMS: CustomStringConvertible, CustomReflectable {
    public var description: String { "CreatedDMS(\(dms.name)\(privateKey == nil ? "" : ", hidden"))" }
    public var customMirror: Mirror { Mirror(self, children: ["dms": dms]) }
}
