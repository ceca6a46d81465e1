public import JSONSchema

/// A length of time as configuration and payloads write it: `1y`, `2w3d`, `1h30m`. A year is 364 days.
///
/// Kept in milliseconds; units below are read and rounded toward zero.
public struct WireDuration: Sendable, Hashable, Comparable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func days(_ days: Int64) -> WireDuration { WireDuration(milliseconds: days * 86_400_000) }
    public static func hours(_ hours: Int64) -> WireDuration { WireDuration(milliseconds: hours * 3_600_000) }
    public static func seconds(_ seconds: Int64) -> WireDuration { WireDuration(milliseconds: seconds * 1000) }

    public static func < (left: WireDuration, right: WireDuration) -> Bool { left.milliseconds < right.milliseconds }
}

/// Where a duration's text goes wrong.
public struct WireDurationError: Error, Equatable, Sendable, CustomStringConvertible {
    public let text: String
    /// Offset in characters.
    public let offset: Int

    public var description: String {
        "\"\(text)\" is not a duration: at character \(offset + 1) a number with a unit (y, w, d, h, m, s, ms, us, ns) "
            + "is expected, as in 1y or 2w3d"
    }
}

extension WireDuration: CustomStringConvertible {
    private static let units: [(name: String, nanoseconds: Double)] = [
        ("y", 364 * 86_400e9), ("w", 7 * 86_400e9), ("d", 86_400e9), ("h", 3600e9), ("m", 60e9), ("s", 1e9),
        ("ms", 1e6), ("us", 1e3), ("µs", 1e3), ("ns", 1),
    ]

    /// Largest unit first; zero is `0s`.
    public var description: String {
        guard milliseconds != 0 else { return "0s" }
        var rest = milliseconds.magnitude
        var text = milliseconds < 0 ? "-" : ""
        for unit in Self.units where unit.nanoseconds >= 1e6 {
            let size = UInt64(unit.nanoseconds / 1e6)
            if rest >= size { text += "\(rest / size)\(unit.name)" }
            rest %= size
        }
        return text
    }

    /// Reads what `description` writes, and also fractions, a sign, and `µs`.
    public init(_ text: String) throws(WireDurationError) {
        var rest = Substring(text)
        var sign = 1.0
        if let first = rest.first, first == "-" || first == "+" {
            sign = first == "-" ? -1 : 1
            rest.removeFirst()
        }
        var nanoseconds = 0.0
        repeat {
            let error = WireDurationError(text: text, offset: text.count - rest.count)
            let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            let letters = rest.dropFirst(digits.count).prefix { $0.isLetter }
            guard let number = Double(digits), let unit = Self.units.first(where: { $0.name == letters }) else {
                throw error
            }
            nanoseconds += number * unit.nanoseconds
            rest = rest.dropFirst(digits.count + letters.count)
        } while !rest.isEmpty
        let whole = (sign * nanoseconds / 1e6).rounded(.towardZero)
        guard let exact = Int64(exactly: whole) else { throw WireDurationError(text: text, offset: 0) }
        milliseconds = exact
    }
}

extension WireDuration: Codable, SchemaDescribing {
    public static var schema: JSONSchema {
        .string(.init(pattern: #"^[+-]?([0-9.]+(y|w|d|h|m|s|ms|us|µs|ns))+$"#))
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
