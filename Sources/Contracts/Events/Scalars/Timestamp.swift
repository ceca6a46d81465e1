public import JSONSchema

/// A moment in milliseconds since 1970-01-01T00:00:00Z; on the wire of CA and certificate an RFC 3339 string in UTC.
public struct Timestamp: Sendable, Hashable, Comparable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public init(seconds: Int64) {
        milliseconds = seconds * 1000
    }

    /// Whole seconds, rounded down.
    public var seconds: Int64 { milliseconds.flooredDivision(by: 1000) }

    /// The wire's way to say "not revoked": 0001-01-01T00:00:00Z.
    public static let never = Timestamp(seconds: -62_135_596_800)

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    public static func + (moment: Timestamp, duration: WireDuration) -> Timestamp {
        let (sum, overflow) = moment.milliseconds.addingReportingOverflow(duration.milliseconds)
        return Timestamp(milliseconds: overflow ? (duration.milliseconds < 0 ? .min : .max) : sum)
    }

    public static func - (moment: Timestamp, duration: WireDuration) -> Timestamp {
        let (difference, overflow) = moment.milliseconds.subtractingReportingOverflow(duration.milliseconds)
        return Timestamp(milliseconds: overflow ? (duration.milliseconds < 0 ? .max : .min) : difference)
    }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC; milliseconds only where there are any.
    public var description: String {
        let days = seconds.flooredDivision(by: 86_400)
        let date = CivilDate(daysSince1970: days)
        let second = seconds - days * 86_400
        let fraction = milliseconds - seconds * 1000
        var text = "\(date)T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
        if fraction > 0 { text += ".\(fraction / 100)\(two(fraction % 100))" }
        return text + "Z"
    }

    private func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

extension Timestamp: Codable, SchemaDescribing {
    public static var schema: JSONSchema { .string(.init(format: "date-time")) }
    public static var example: Timestamp { .never }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Timestamp(rfc3339: text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\"\(text)\" is not a time such as 2026-01-31T12:00:00Z (RFC 3339)")
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A time as DMS, device and slot carry it: integer milliseconds since 1970-01-01T00:00:00Z.
public typealias EpochMilliseconds = Int64
