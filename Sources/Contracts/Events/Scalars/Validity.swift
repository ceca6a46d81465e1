public import JSONSchema

/// How long something is valid: until a fixed time, or for a while from the moment it is issued.
public enum Validity: Sendable, Hashable {
    case time(Timestamp)
    case duration(WireDuration)

    /// The end of a validity that starts at `moment`.
    public func end(from moment: Timestamp) -> Timestamp {
        switch self {
        case .time(let time): time
        case .duration(let duration): moment + duration
        }
    }
}

extension Validity: Codable, SchemaDescribing {
    private enum CodingKeys: String, CodingKey {
        case type
        case time
        case duration
    }

    public static var schema: JSONSchema {
        .oneOf([
            .object(
                [.init("type", .string(.init(values: ["Duration"]))), .init("duration", WireDuration.schema)],
                others: .unspecified),
            .object(
                [.init("type", .string(.init(values: ["Time"]))), .init("time", Timestamp.schema)],
                others: .unspecified),
        ])
    }
    public static var example: Validity { .duration(.example) }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(String.self, forKey: .type) {
        case "Time": self = .time(try container.decode(Timestamp.self, forKey: .time))
        case "Duration": self = .duration(try container.decode(WireDuration.self, forKey: .duration))
        case let other:
            throw DecodingError.dataCorruptedError(
                forKey: .type, in: container, debugDescription: "\"\(other)\" is neither Time nor Duration")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .time(let time):
            try container.encode("Time", forKey: .type)
            try container.encode(time, forKey: .time)
        case .duration(let duration):
            try container.encode("Duration", forKey: .type)
            try container.encode(duration, forKey: .duration)
        }
    }
}
