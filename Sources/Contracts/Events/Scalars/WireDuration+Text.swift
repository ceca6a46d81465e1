/// Where a duration's text goes wrong.
public struct WireDurationError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Reason: Sendable, Equatable {
        /// A number with a unit is expected.
        case noNumberWithUnit
        /// Longer than 292 years.
        case tooLong
    }

    public let text: String
    /// Offset in characters.
    public let offset: Int
    public let reason: Reason

    public var description: String {
        switch reason {
        case .noNumberWithUnit:
            "\"\(text)\" is not a duration: at character \(offset + 1) a number with a unit "
                + "(y, w, d, h, m, s, ms, us, ns) is expected, as in 1y or 2w3d"
        case .tooLong: "\"\(text)\" is too long a duration: with character \(offset + 1) it passes 292 years"
        }
    }
}

extension WireDuration: CustomStringConvertible {
    /// Largest first. The micro sign is written in two ways that look the same, U+00B5 and U+03BC.
    private static let units: [(name: String, nanoseconds: Int128)] = [
        ("y", 364 * 86_400_000_000_000), ("w", 7 * 86_400_000_000_000), ("d", 86_400_000_000_000),
        ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1000),
        ("ns", 1), ("\u{B5}s", 1000), ("\u{3BC}s", 1000),
    ]

    /// Largest unit first; zero is `0s`.
    public var description: String {
        guard nanoseconds != 0 else { return "0s" }
        var rest = Int128(nanoseconds.magnitude)
        var text = nanoseconds < 0 ? "-" : ""
        for unit in Self.units where rest >= unit.nanoseconds {
            text += "\(rest / unit.nanoseconds)\(unit.name)"
            rest %= unit.nanoseconds
        }
        return text
    }

    /// Reads what `description` writes, and also fractions, a sign, and `µs`. What is below a nanosecond is dropped.
    public init(_ text: String) throws(WireDurationError) {
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        var sum: Int128 = 0
        var exact: Int64?
        repeat {
            let before = rest
            guard let term = Self.takeTerm(from: &rest) else {
                throw WireDurationError(text: text, offset: text.count - before.count, reason: .noNumberWithUnit)
            }
            sum += term
            exact = Int64(exactly: isNegative ? -sum : sum)
            guard exact != nil else {
                throw WireDurationError(text: text, offset: text.count - before.count, reason: .tooLong)
            }
        } while !rest.isEmpty
        nanoseconds = exact ?? 0
    }

    /// The nanoseconds of a number with its unit, cut at a bound that is too long for any sum.
    private static func takeTerm(from rest: inout Substring) -> Int128? {
        let whole = takeDigits(from: &rest)
        let hasPoint = rest.first == "."
        if hasPoint { rest.removeFirst() }
        let fraction = hasPoint ? takeDigits(from: &rest) : ""
        let name = rest.prefix { $0.isLetter }
        rest.removeFirst(name.count)
        guard !(whole.isEmpty && fraction.isEmpty), let unit = units.first(where: { $0.name == name }) else {
            return nil
        }
        let count = whole.reduce(Int128(0)) { min($0 * 10 + Int128($1.wholeNumberValue ?? 0), 1 << 64) }
        // 18 digits are finer than the nanoseconds of a year, and leave the product in 128 bits.
        let parts = fraction.prefix(18).reduce((value: Int128(0), scale: Int128(1))) {
            ($0.value * 10 + Int128($1.wholeNumberValue ?? 0), $0.scale * 10)
        }
        return count * unit.nanoseconds + parts.value * unit.nanoseconds / parts.scale
    }

    private static func takeDigits(from rest: inout Substring) -> Substring {
        let digits = rest.prefix { $0 >= "0" && $0 <= "9" && $0.isASCII }
        rest.removeFirst(digits.count)
        return digits
    }
}
