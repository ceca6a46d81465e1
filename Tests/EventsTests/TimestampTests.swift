import Events
import Foundation
import TestSupport
import Testing

@Suite("A time of CA and certificate")
struct TimestampTests {
    @Test("is written and read as Foundation does, over the whole Gregorian calendar")
    func foundation() throws {
        var random = SeededGenerator(seed: 3339)
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for _ in 0..<20_000 {
            let seconds = Int64.random(in: -11_670_998_400...253_402_300_799, using: &random)
            let fraction = Int64.random(in: 1...999, using: &random)
            let time = Timestamp(milliseconds: seconds * 1000 + fraction)
            let text = time.description
            #expect(Timestamp(rfc3339: text) == time)
            let date = try style.parse(text)
            #expect((date.timeIntervalSince1970 * 1000).rounded() == Double(time.milliseconds), "\(text)")
        }
    }

    @Test("is read with any offset as Foundation reads it")
    func offsets() throws {
        var random = SeededGenerator(seed: 8601)
        for _ in 0..<2000 {
            let time = Timestamp(seconds: Int64.random(in: -11_670_000_000...253_402_200_000, using: &random))
            let (hours, minutes) = (Int64.random(in: 0...14, using: &random), Int64.random(in: 0...59, using: &random))
            let sign: Int64 = Bool.random(using: &random) ? 1 : -1
            let local = Timestamp(seconds: time.seconds + sign * (hours * 60 + minutes) * 60).description.dropLast()
            let offset = [hours, minutes].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
            let text = "\(local)\(sign > 0 ? "+" : "-")\(offset)"
            #expect(Timestamp(rfc3339: text) == time, "\(text)")
            #expect(try Date.ISO8601FormatStyle().parse(text).timeIntervalSince1970 == Double(time.seconds), "\(text)")
        }
    }

    @Test(
        "is read from what RFC 3339 allows",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01t00:00:00z", 0), ("1970-01-01 00:00:00Z", 0),
            ("1970-01-01T00:00:00-00:00", 0), ("1970-01-01T01:00:00+01:00", 0), ("1969-12-31T12:15:00-11:45", 0),
            ("1970-01-01T00:00:00.5Z", 500), ("1970-01-01T00:00:00.0019999999Z", 1), ("1969-12-31T23:59:59.999Z", -1),
            ("1970-01-01T00:00:00.123456789012345678901234567890Z", 123), ("1972-02-29T00:00:00Z", 68_169_600_000),
            ("2000-02-29T00:00:00Z", 951_782_400_000), ("1990-12-31T23:59:60Z", 662_688_000_000),
            ("1990-12-31T15:59:60-08:00", 662_688_000_000), ("0001-01-01T00:00:00Z", -62_135_596_800_000),
            ("0000-01-01T00:00:00Z", -62_167_219_200_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ])
    func allowed(text: String, milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(
        "is not read from anything else",
        arguments: [
            "", " ", "now", "1970", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01T00:00Z", "1970-01-01T00:00:00ZZ",
            "1970-01-01T00:00:00 Z", " 1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z ", "1970-1-01T00:00:00Z",
            "1970-00-01T00:00:00Z", "1970-13-01T00:00:00Z", "1970-01-00T00:00:00Z", "1970-01-32T00:00:00Z",
            "1970-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "1970-04-31T00:00:00Z",
            "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z", "1970-01-01T00:00:61Z", "1970-01-01T00:00:00.Z",
            "1970-01-01T00:00:00,5Z", "1970-01-01T00:00:00+24:00", "1970-01-01T00:00:00+00:60",
            "1970-01-01T00:00:00+0100",
            "1970-01-01T00:00:00+01", "19700-01-01T00:00:00Z", "-1970-01-01T00:00:00Z", "+1970-01-01T00:00:00Z",
            "1970/01/01T00:00:00Z", "1970-01-01T00:00:00.٣Z", "１９７０-01-01T00:00:00Z", "1970-01-01T00:00:00Z\u{0}",
            "9999-12-31T23:59:59-00:01", "0000-01-01T00:00:00+00:01", "0x70-01-01T00:00:00Z",
        ])
    func refused(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
        #expect(throws: DecodingError.self) { try WireJSON.decode(Timestamp.self, from: WireJSON.encode(text)) }
    }

    @Test("says \"not revoked\" with the zero time, never null")
    func never() throws {
        #expect(try WireJSON.text(Timestamp.never) == "\"0001-01-01T00:00:00Z\"")
        #expect(throws: DecodingError.self) { try WireJSON.decode(Timestamp.self, from: Array("null".utf8)) }
    }

    @Test("shows milliseconds only where there are any, in three digits")
    func fractions() {
        #expect(Timestamp(milliseconds: 1000).description == "1970-01-01T00:00:01Z")
        #expect(Timestamp(milliseconds: 1007).description == "1970-01-01T00:00:01.007Z")
        #expect(Timestamp(milliseconds: 1070).description == "1970-01-01T00:00:01.070Z")
        #expect(Timestamp(milliseconds: -1).description == "1969-12-31T23:59:59.999Z")
        #expect(Timestamp(milliseconds: -1).seconds == -1)
    }

    @Test("that a duration moves stays at the ends of what can be counted")
    func sums() {
        let year = WireDuration.days(364)
        #expect((Timestamp(milliseconds: 0) + year).milliseconds == 31_449_600_000)
        #expect((Timestamp(milliseconds: 0) + WireDuration(nanoseconds: -1_999_999)).milliseconds == -1)
        #expect((Timestamp(milliseconds: .max) + year).milliseconds == .max)
        #expect((Timestamp(milliseconds: .min) + WireDuration.days(-1)).milliseconds == .min)
    }

    @Test("is ordered as its text is, from year 0 to 9999")
    func order() {
        var random = SeededGenerator(seed: 7)
        let times = (0..<500).map { _ in
            Timestamp(seconds: Int64.random(in: -62_167_219_200...253_402_300_799, using: &random))
        }
        #expect(times.sorted().map(\.description) == times.map(\.description).sorted())
    }
}
