import CloudProxy
import Events

/// A connector as the API shows it: the members of its configuration, and beside them how it stands.
struct ConnectorResource: Codable, Sendable {
    let connector: ConnectorConfiguration
    let bindings: [BindingView]
    let due: Int
    let parked: Int
    let pausedUntil: Timestamp?
    let error: String?

    private enum CodingKeys: String, CodingKey {
        case bindings
        case due
        case parked
        case pausedUntil = "paused_until"
        case error
    }

    init(_ view: ConnectorView) {
        connector = view.connector
        bindings = view.bindings
        due = view.due
        parked = view.parked
        pausedUntil = view.pausedUntil
        error = view.error
    }

    init(from decoder: any Decoder) throws {
        connector = try ConnectorConfiguration(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        bindings = try container.decode([BindingView].self, forKey: .bindings)
        due = try container.decode(Int.self, forKey: .due)
        parked = try container.decode(Int.self, forKey: .parked)
        pausedUntil = try container.decodeIfPresent(Timestamp.self, forKey: .pausedUntil)
        error = try container.decodeIfPresent(String.self, forKey: .error)
    }

    func encode(to encoder: any Encoder) throws {
        try connector.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(bindings, forKey: .bindings)
        try container.encode(due, forKey: .due)
        try container.encode(parked, forKey: .parked)
        try container.encodeIfPresent(pausedUntil, forKey: .pausedUntil)
        try container.encodeIfPresent(error, forKey: .error)
    }
}
