public import Events
public import JSONSchema

/// How far the revocation of a CA has come.
public enum RevocationState: String, WireEnumeration {
    /// What the CA issued is being revoked; nothing below it signs any more.
    case running = "RUNNING"
    /// Everything below the CA is revoked, and the CA.
    case finished = "FINISHED"
}

/// `GET /v1/cas/{id}/revocation`.
public struct RevocationProgress: Codable, Sendable, Hashable {
    public var state: RevocationState
    /// Of the CA itself; what is below it has `CACompromise` or `CessationOfOperation`.
    public var reason: RevocationReason
    public var requestedAt: Timestamp
    /// Certificates and CAs that were revoked so far, the CA itself among them.
    public var revoked: Int
    /// Those that are still to be revoked.
    public var remaining: Int
    public var finishedAt: Timestamp?

    private enum CodingKeys: String, CodingKey {
        case state
        case reason
        case requestedAt = "requested_at"
        case revoked
        case remaining
        case finishedAt = "finished_at"
    }

    public init(
        state: RevocationState, reason: RevocationReason, requestedAt: Timestamp, revoked: Int, remaining: Int,
        finishedAt: Timestamp?
    ) {
        self.state = state
        self.reason = reason
        self.requestedAt = requestedAt
        self.revoked = revoked
        self.remaining = remaining
        self.finishedAt = finishedAt
    }
}

/// A CA whose revocation was taken on: the members of the CA, and how far its revocation is.
public struct CARevocation: Codable, Sendable, Hashable {
    public var ca: CAPayload
    public var revocation: RevocationProgress

    private enum CodingKeys: String, CodingKey {
        case revocation
    }

    public init(ca: CAPayload, revocation: RevocationProgress) {
        self.ca = ca
        self.revocation = revocation
    }

    public init(from decoder: any Decoder) throws {
        ca = try CAPayload(from: decoder)
        revocation = try decoder.container(keyedBy: CodingKeys.self).decode(
            RevocationProgress.self, forKey: .revocation)
    }

    public func encode(to encoder: any Encoder) throws {
        try ca.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(revocation, forKey: .revocation)
    }
}
