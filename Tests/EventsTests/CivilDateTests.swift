import Testing

@testable import Events

@Suite("A day of the calendar")
struct CivilDateTests {
    @Test("follows the day before it, from 1599 to 2401, through all the rules for leap years")
    func walk() {
        var (year, month, day): (Int64, Int64, Int64) = (1599, 1, 1)
        let first = CivilDate(year: year, month: month, day: day).daysSince1970
        for days in first..<first + 293_000 {
            let date = CivilDate(daysSince1970: days)
            guard date.year == year, date.month == month, date.day == day, date.daysSince1970 == days else {
                Issue.record("day \(days) is \(date), not \(year)-\(month)-\(day)")
                return
            }
            day += 1
            if day > Self.length(month, year) { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(year == 2401)
    }

    @Test(
        "counts from 1970 as Python's date.toordinal does",
        arguments: [
            (0, 3, 1, -719_468), (1, 1, 1, -719_162), (4, 2, 29, -718_008), (1582, 10, 4, -141_438),
            (1582, 10, 15, -141_427),
            (1969, 12, 31, -1), (1970, 1, 1, 0), (2000, 2, 29, 11_016), (2026, 1, 31, 20_484),
            (9999, 12, 31, 2_932_896),
        ] as [(Int64, Int64, Int64, Int64)])
    func anchors(year: Int64, month: Int64, day: Int64, days: Int64) {
        #expect(CivilDate(year: year, month: month, day: day).daysSince1970 == days)
        let date = CivilDate(daysSince1970: days)
        #expect([date.year, date.month, date.day] == [year, month, day])
    }

    @Test("comes back from any count that a time can have")
    func extremes() {
        for milliseconds in [Int64.min, .min + 1, -1, 0, 1, .max] {
            let days = milliseconds.flooredDivision(by: 86_400_000)
            #expect(CivilDate(daysSince1970: days).daysSince1970 == days)
        }
    }

    /// By the table of the months, not by the way under test.
    private static func length(_ month: Int64, _ year: Int64) -> Int64 {
        let isLeap = year % 400 == 0 || year % 4 == 0 && year % 100 != 0
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Int(month - 1)]
    }
}
