extension HTTPDate {
    /// Reads each of the three forms that a recipient must know (RFC 9110, section 5.6.7): IMF-fixdate, RFC 850 with a
    /// year of two digits, and the one of C's `asctime`. The name of the weekday is not believed and not checked.
    /// - Parameter now: seconds since 1970; a year of two digits that seems more than 50 years ahead of it is a past one.
    /// - Returns: seconds since 1970, UTC; nil where the text is no such date.
    public static func parse(_ text: String, now: Int64) -> Int64? {
        let words = text.utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ",") }
        switch words.count {
        case 6 where isGMT(words[5]): return seconds(words[1], words[2], words[3], words[4], now: now)
        case 5: return seconds(words[2], words[1], words[4], words[3], now: now)
        case 4 where isGMT(words[3]):
            let date = words[1].split(separator: UInt8(ascii: "-"))
            return date.count == 3 ? seconds(date[0], date[1], date[2], words[2], now: now) : nil
        default: return nil
        }
    }

    private typealias Word = Substring.UTF8View

    private static func seconds(_ day: Word, _ month: Word, _ year: Word, _ time: Word, now: Int64) -> Int64? {
        let name = String(decoding: month, as: UTF8.self)
        let clock = time.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map(number)
        guard let month = months.firstIndex(of: name), let day = number(day), (1...31).contains(day),
            let year = fullYear(year, now: now), clock.count == 3, let hour = clock[0], let minute = clock[1],
            let second = clock[2], hour < 24, minute < 60, second <= 60
        else { return nil }
        return days(year, month + 1, day) * 86_400 + hour * 3_600 + minute * 60 + second
    }

    private static func fullYear(_ word: Word, now: Int64) -> Int64? {
        guard let year = number(word) else { return nil }
        if word.count == 4 { return year }
        guard word.count == 2 else { return nil }
        let thisYear = 1_970 + now / 31_556_952
        let candidate = thisYear / 100 * 100 + year
        return candidate > thisYear + 50 ? candidate - 100 : candidate
    }

    /// Days from 1970-01-01 to a Gregorian date. Years begin in March here, so that the leap day is the last.
    private static func days(_ year: Int64, _ month: Int, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = year >= 0 ? year / 400 : (year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// One to four digits.
    private static func number(_ word: Word) -> Int64? {
        guard (1...4).contains(word.count) else { return nil }
        var value: Int64 = 0
        for byte in word {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        return value
    }

    private static func isGMT(_ word: Word) -> Bool { word.elementsEqual("GMT".utf8) }
}
