extension Timestamp {
    /// Reads an RFC 3339 date-time with any offset; digits beyond the millisecond are dropped, and second 60 is the
    /// first of the next minute.
    public init?(rfc3339 text: String) {
        var scanner = DigitScanner(text[...].utf8)
        guard let year = scanner.number(digits: 4), scanner.skip("-"),
            let month = scanner.number(digits: 2), (1...12).contains(month), scanner.skip("-"),
            let day = scanner.number(digits: 2), day >= 1, day <= CivilDate.days(inMonth: month, of: year),
            scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
            let hour = scanner.number(digits: 2), hour < 24, scanner.skip(":"),
            let minute = scanner.number(digits: 2), minute < 60, scanner.skip(":"),
            let second = scanner.number(digits: 2), second <= 60
        else { return nil }
        guard let fraction = scanner.fraction(), let offset = scanner.offsetMinutes(), scanner.isAtEnd else {
            return nil
        }
        let days = CivilDate(year: year, month: month, day: day).daysSince1970
        let minutes = days * 1440 + hour * 60 + minute - offset
        milliseconds = (minutes * 60 + second) * 1000 + fraction
        guard Self.writable.contains(self) else { return nil }
    }

    /// What has a year of four digits in UTC; an offset may lead out of it at both ends.
    private static let writable = Timestamp(seconds: -62_167_219_200)...Timestamp(milliseconds: 253_402_300_799_999)
}

private struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: Substring.UTF8View) { rest = text }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(digits: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Milliseconds of an optional fraction; nil where a point has no digit after it.
    mutating func fraction() -> Int64? {
        guard skip(".") else { return 0 }
        guard let first = digit() else { return nil }
        var value = first * 100
        var weight: Int64 = 10
        while let next = digit() {
            value += next * weight
            weight /= 10
        }
        return value
    }

    mutating func offsetMinutes() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let sign: Int64
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = number(digits: 2), hours < 24, skip(":"), let minutes = number(digits: 2), minutes < 60 else {
            return nil
        }
        return sign * (hours * 60 + minutes)
    }

    private mutating func digit() -> Int64? {
        guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        rest.removeFirst()
        return Int64(byte - UInt8(ascii: "0"))
    }
}
