/// A month of the calendar in UTC, on the wire `2027-05`.
public struct CivilMonth: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Months since January of the year 0.
    public let ordinal: Int64

    public init(ordinal: Int64) {
        self.ordinal = ordinal
    }

    public init(of moment: Timestamp) {
        let date = CivilDate(daysSince1970: moment.seconds.flooredDivision(by: 86_400))
        ordinal = date.year * 12 + date.month - 1
    }

    public var description: String {
        let year = ordinal.flooredDivision(by: 12)
        let month = ordinal - year * 12 + 1
        let digits = "\(year)"
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + (month < 10 ? "-0" : "-") + "\(month)"
    }

    public static func < (left: CivilMonth, right: CivilMonth) -> Bool { left.ordinal < right.ordinal }
}
