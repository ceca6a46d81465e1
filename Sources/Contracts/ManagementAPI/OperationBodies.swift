/// `POST /v1/connectors/{id}/bindings`.
public struct BindingBody: Codable, Sendable, Equatable {
    public var caID: String

    private enum CodingKeys: String, CodingKey {
        case caID = "ca_id"
    }

    public init(caID: String) {
        self.caID = caID
    }
}

/// `POST /v1/subscriptions/{id}/replay`.
public struct ReplayBody: Codable, Sendable, Equatable {
    /// The sequence of the first event that is delivered again; 1 is the beginning of the log.
    public var from: Int64

    public init(from: Int64) {
        self.from = from
    }
}
