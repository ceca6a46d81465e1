public import JSONSchema

/// A length of time as configuration and payloads write it: `1y`, `2w3d`, `1h30m`. A year is 364 days.
///
/// Kept to the nanosecond, which reaches 292 years of 365 days either way; what is made longer stays at that.
public struct WireDuration: Sendable, Hashable, Comparable {
    public let nanoseconds: Int64

    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    public init(milliseconds: Int64) {
        let (product, isTooLong) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        nanoseconds = isTooLong ? (milliseconds < 0 ? .min : .max) : product
    }

    /// Rounded toward zero.
    public var milliseconds: Int64 { nanoseconds / 1_000_000 }

    public static func days(_ days: Int64) -> WireDuration { WireDuration(days, of: 86_400_000) }
    public static func hours(_ hours: Int64) -> WireDuration { WireDuration(hours, of: 3_600_000) }
    public static func seconds(_ seconds: Int64) -> WireDuration { WireDuration(seconds, of: 1000) }

    private init(_ count: Int64, of milliseconds: Int64) {
        let (product, isTooLong) = count.multipliedReportingOverflow(by: milliseconds)
        self.init(milliseconds: isTooLong ? (count < 0 ? .min : .max) : product)
    }

    public static func < (left: WireDuration, right: WireDuration) -> Bool { left.nanoseconds < right.nanoseconds }
}

extension WireDuration: Codable, SchemaDescribing {
    public static var schema: JSONSchema {
        .string(.init(pattern: #"^[+-]?(([0-9]+[.]?[0-9]*|[.][0-9]+)(y|w|d|h|m|s|ms|us|µs|μs|ns))+$"#))
    }
    public static var example: WireDuration { .seconds(0) }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            self = try WireDuration(try container.decode(String.self))
        } catch let error as WireDurationError {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
