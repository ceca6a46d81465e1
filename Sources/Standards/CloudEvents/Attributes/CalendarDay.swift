/// A day of the Gregorian calendar, also before there was one, as RFC 3339 has it.
struct CalendarDay {
    var year: Int64
    var month: Int64
    var day: Int64

    /// From 0000-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
    static let secondsOfTimestamps: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

    /// Days before the first of each month in a year that is not a leap year.
    private static let daysBeforeMonth: [Int64] = [
        0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365,
    ]
    /// From 0001-01-01 to 1970-01-01.
    private static let daysBefore1970: Int64 = 719_162
    private static let daysIn400Years: Int64 = 146_097

    init(year: Int64, month: Int64, day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    init(daysSince1970: Int64) {
        // Leap days never run ahead of their mean by a whole day, so the guess by the mean length of a year is never
        // late; they lag behind it by less than two days, so it is early by one year at most.
        year = Self.floorDivide((daysSince1970 + Self.daysBefore1970) * 400, Self.daysIn400Years).quotient + 1
        if Self.daysBefore(year + 1) <= daysSince1970 { year += 1 }
        let dayOfYear = daysSince1970 - Self.daysBefore(year)
        month = 1
        day = 1
        while month < 12, Self.days(in: year, before: month + 1) <= dayOfYear { month += 1 }
        day = dayOfYear - Self.days(in: year, before: month) + 1
    }

    var exists: Bool {
        guard (1...12).contains(month), day >= 1 else { return false }
        return day <= Self.days(in: year, before: month + 1) - Self.days(in: year, before: month)
    }

    /// For a day that ``exists``.
    var daysSince1970: Int64 {
        guard (1...12).contains(month) else { return 0 }
        return Self.daysBefore(year) + Self.days(in: year, before: month) + day - 1
    }

    static func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let remainder = (value % divisor + divisor) % divisor
        return ((value - remainder) / divisor, remainder)
    }

    /// From 1970-01-01 to the first day of the year.
    private static func daysBefore(_ year: Int64) -> Int64 {
        let past = year - 1
        let leapDays =
            floorDivide(past, 4).quotient - floorDivide(past, 100).quotient
            + floorDivide(past, 400).quotient
        return past * 365 + leapDays - daysBefore1970
    }

    /// From the first day of the year to the first of the month; month 13 is the next year's first.
    private static func days(in year: Int64, before month: Int64) -> Int64 {
        let isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return daysBeforeMonth[Int(month - 1)] + (isLeapYear && month > 2 ? 1 : 0)
    }
}
