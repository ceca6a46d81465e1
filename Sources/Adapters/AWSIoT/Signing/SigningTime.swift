import Foundation

/// A moment as a signature spells it, in UTC: `20260131T235959Z`, and the day of it.
struct SigningTime: Equatable {
    let timestamp: String
    var day: String { String(timestamp.prefix(8)) }

    init(_ date: Date) {
        let seconds = Int(date.timeIntervalSince1970.rounded(.down))
        let (day, second) = (seconds.dividedFloor(by: 86_400), seconds.modulo(86_400))
        let (year, month, dayOfMonth) = Self.civil(daysSince1970: day)
        let date = Self.padded(year, 4) + Self.padded(month, 2) + Self.padded(dayOfMonth, 2)
        let time = Self.padded(second / 3_600, 2) + Self.padded(second / 60 % 60, 2) + Self.padded(second % 60, 2)
        timestamp = "\(date)T\(time)Z"
    }

    /// The proleptic Gregorian date, counted in 400-year eras that begin on the first of March, so that the leap day
    /// is the last day of its year.
    private static func civil(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted.dividedFloor(by: 146_097)
        let dayOfEra = shifted.modulo(146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int {
    fileprivate func dividedFloor(by divisor: Int) -> Int { (self - modulo(divisor)) / divisor }
    fileprivate func modulo(_ divisor: Int) -> Int { ((self % divisor) + divisor) % divisor }
}
