extension CloudEvent {
    /// A point in time as RFC 3339 writes it. Keeps the text as it was given, beside the instant that it means.
    ///
    /// Two spellings of one instant are different timestamps; compare ``secondsSince1970`` and ``nanoseconds`` where
    /// the instant matters.
    public struct Timestamp: Sendable, Hashable {
        /// As given, to the last digit.
        public let text: String
        /// Whole seconds since 1970-01-01T00:00:00Z, without leap seconds; negative before. A leap second counts as
        /// the second after it, as POSIX does.
        public let secondsSince1970: Int64
        /// What comes on top of the whole seconds: 0 to 999,999,999. Digits beyond the ninth are in ``text`` only.
        public let nanoseconds: Int32
    }
}

extension CloudEvent.Timestamp {
    /// Reads `date-time` of RFC 3339 section 5.6. `T` and `Z` may be lower case; `:60` is accepted where a leap second
    /// can be: in the last second of a month in UTC (section 5.7).
    /// - Throws: `invalidTimestamp`.
    public init(_ text: String) throws(CloudEventError) {
        guard let instant = TimestampReader(text)?.instant else {
            throw CloudEventError(.invalidTimestamp, nil, "This is not a timestamp of RFC 3339.")
        }
        self.init(text: text, secondsSince1970: instant.seconds, nanoseconds: instant.nanoseconds)
    }

    /// An instant in UTC, written with `Z` and with 0, 3, 6 or 9 digits of fraction.
    /// - Throws: `invalidTimestamp` outside of the years 0000 to 9999, or where `nanoseconds` is not 0 to 999,999,999.
    public init(secondsSince1970: Int64, nanoseconds: Int32 = 0) throws(CloudEventError) {
        guard CalendarDay.secondsOfTimestamps.contains(secondsSince1970),
            (0..<1_000_000_000).contains(nanoseconds)
        else {
            throw CloudEventError(.invalidTimestamp, nil, "RFC 3339 cannot write this instant.")
        }
        let time = CalendarDay.floorDivide(secondsSince1970, 86_400)
        let day = CalendarDay(daysSince1970: time.quotient)
        let clock = [time.remainder / 3600, time.remainder / 60 % 60, time.remainder % 60]
        let date =
            Self.digits(day.year, 4) + "-" + Self.digits(day.month, 2) + "-" + Self.digits(day.day, 2)
        let hours = clock.map { Self.digits($0, 2) }.joined(separator: ":")
        self.init(
            text: date + "T" + hours + Self.fraction(nanoseconds) + "Z",
            secondsSince1970: secondsSince1970,
            nanoseconds: nanoseconds
        )
    }

    private static func fraction(_ nanoseconds: Int32) -> String {
        var (value, width) = (Int64(nanoseconds), 9)
        if value == 0 { return "" }
        while value % 1000 == 0 { (value, width) = (value / 1000, width - 3) }
        return "." + digits(value, width)
    }

    private static func digits(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
