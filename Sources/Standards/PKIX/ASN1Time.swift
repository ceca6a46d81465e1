/// Times of certificates: UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280, 4.1.2.5).
enum ASN1Time {
    /// 1950-01-01T00:00:00Z, the first second that a certificate can name in a valid way.
    static let earliest: Int64 = -631_152_000
    /// 9999-12-31T23:59:59Z, which also means "no well-defined end" (RFC 5280, 4.1.2.5).
    static let latest: Int64 = 253_402_300_799
    private static let generalizedFrom: Int64 = 2_524_608_000

    /// The element for seconds since 1970; what lies outside of 1950 to 9999 becomes the nearest end of it.
    /// - Parameter alwaysGeneralized: GeneralizedTime also before 2050, as OCSP has it (RFC 6960, 4.2.1).
    static func encode(_ seconds: Int64, alwaysGeneralized: Bool = false) -> [UInt8] {
        let time = min(max(seconds, earliest), latest)
        let (year, month, day) = civil(days: floorDivide(time, 86_400))
        let second = time - floorDivide(time, 86_400) * 86_400
        let generalized = alwaysGeneralized || time >= generalizedFrom
        var element: [UInt8] = []
        element.reserveCapacity(17)
        element.append(generalized ? DERTag.generalizedTime : DERTag.utcTime)
        element.append(generalized ? 15 : 13)
        if generalized { appendPair(year / 100, to: &element) }
        for pair in [year % 100, month, day, second / 3_600, second / 60 % 60, second % 60] {
            appendPair(pair, to: &element)
        }
        element.append(0x5a)
        return element
    }

    /// Seconds since 1970 of a UTCTime or GeneralizedTime in the one form that DER and RFC 5280 allow.
    static func decode(_ element: DERElement, in reader: DERReader) throws(PKIXError) -> Int64 {
        let text = reader.bytes[element.contents]
        let isGeneralized = element.tag == DERTag.generalizedTime
        guard isGeneralized || element.tag == DERTag.utcTime, text.count == (isGeneralized ? 15 : 13),
            text.last == 0x5a, text.dropLast().allSatisfy({ (0x30...0x39).contains($0) })
        else { throw invalid(reader.place) }
        let digits = text.dropLast().map { Int64($0 - 0x30) }
        var pairs = stride(from: 0, to: digits.count, by: 2).map { digits[$0] * 10 + digits[$0 + 1] }
        let first = pairs.removeFirst()
        let year = isGeneralized ? first * 100 + pairs.removeFirst() : (first < 50 ? 2000 + first : 1900 + first)
        return try seconds(year, pairs, reader.place)
    }

    private static func seconds(_ year: Int64, _ pairs: [Int64], _ place: String) throws(PKIXError) -> Int64 {
        let (month, day) = (pairs[0], pairs[1])
        guard (1...12).contains(month), (1...31).contains(day), pairs[2] < 24, pairs[3] < 60, pairs[4] < 60 else {
            throw invalid(place)
        }
        let days = days(year: year, month: month, day: day)
        guard civil(days: days) == (year, month, day) else { throw invalid(place) }
        return days * 86_400 + pairs[2] * 3_600 + pairs[3] * 60 + pairs[4]
    }

    /// `2026-07-01T12:00:00Z`, for messages.
    static func text(_ seconds: Int64) -> String {
        let time = min(max(seconds, earliest), latest)
        let (year, month, day) = civil(days: floorDivide(time, 86_400))
        let second = time - floorDivide(time, 86_400) * 86_400
        let pairs = [month, day, second / 3_600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "\(year)-\(pairs[0])-\(pairs[1])T\(pairs[2]):\(pairs[3]):\(pairs[4])Z"
    }

    private static func invalid(_ place: String) -> PKIXError {
        PKIXError(.invalidTime, "A time is not of the form YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ.", in: place)
    }

    private static func appendPair(_ value: Int64, to element: inout [UInt8]) {
        element.append(0x30 + UInt8(truncatingIfNeeded: value / 10))
        element.append(0x30 + UInt8(truncatingIfNeeded: value % 10))
    }

    /// Days since 1970 to a date of the Gregorian calendar, counting years from March so that leap days come last.
    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let era = floorDivide(marchYear, 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
    }
}
