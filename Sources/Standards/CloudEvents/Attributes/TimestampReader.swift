/// `date-time` of RFC 3339 section 5.6, as numbers.
struct TimestampReader {
    private var day = CalendarDay(year: 0, month: 1, day: 1)
    private var secondOfDay: Int64 = 0
    private var isLeapSecond = false
    private var offsetSeconds: Int64 = 0
    private var nanoseconds: Int32 = 0
    private var rest: ArraySlice<UInt8>

    /// Nil for what the grammar does not have, and for days that the calendar does not have.
    init?(_ text: String) {
        rest = Array(text.utf8)[...]
        guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2),
            take("T") || take("t"), let hour = number(2, max: 23), take(":"),
            let minute = number(2, max: 59), take(":"),
            let second = number(2, max: 60), readFraction(), readOffset(), rest.isEmpty
        else { return nil }
        self.day = CalendarDay(year: year, month: month, day: day)
        secondOfDay = hour * 3600 + minute * 60 + second
        isLeapSecond = second == 60
        guard self.day.exists, !isLeapSecond || endsMonth else { return nil }
    }

    var instant: (seconds: Int64, nanoseconds: Int32) {
        (day.daysSince1970 * 86_400 + secondOfDay - offsetSeconds, nanoseconds)
    }

    /// A leap second counts as the first second of the month that follows.
    private var endsMonth: Bool {
        let time = CalendarDay.floorDivide(instant.seconds, 86_400)
        return time.remainder == 0 && CalendarDay(daysSince1970: time.quotient).day == 1
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: scalar) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func number(_ width: Int, max: Int64 = 9999) -> Int64? {
        let digits = rest.prefix(width)
        guard digits.count == width, digits.allSatisfy(URIBytes.isDigit) else { return nil }
        rest = rest.dropFirst(width)
        let value = digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        return value <= max ? value : nil
    }

    private mutating func readFraction() -> Bool {
        guard take(".") else { return true }
        let digits = rest.prefix(while: URIBytes.isDigit)
        rest = rest.dropFirst(digits.count)
        for place in 0..<9 {
            let digit = place < digits.count ? digits[digits.startIndex + place] - UInt8(ascii: "0") : 0
            nanoseconds = nanoseconds * 10 + Int32(digit)
        }
        return !digits.isEmpty
    }

    private mutating func readOffset() -> Bool {
        if take("Z") || take("z") { return true }
        let sign: Int64 = take("-") ? -1 : take("+") ? 1 : 0
        guard sign != 0, let hours = number(2, max: 23), take(":"), let minutes = number(2, max: 59)
        else { return false }
        offsetSeconds = sign * (hours * 3600 + minutes * 60)
        return true
    }
}
