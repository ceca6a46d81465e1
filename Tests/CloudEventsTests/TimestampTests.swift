import CloudEvents
import Foundation
import Testing
import TestSupport

@Suite("Timestamps")
struct TimestampTests {
    @Test(
        "the instant is the one that RFC 3339 and POSIX say",
        arguments: [
            ("1970-01-01T00:00:00Z", 0, 0), ("1985-04-12T23:20:50.52Z", 482_196_050, 520_000_000),
            ("1996-12-19T16:39:57-08:00", 851_042_397, 0),
            ("1937-01-01T12:00:27.87+00:20", -1_041_337_173, 870_000_000),
            ("1990-12-31T23:59:60Z", 662_688_000, 0), ("1990-12-31T15:59:60-08:00", 662_688_000, 0),
            ("2000-02-29t23:59:59.999999999z", 951_868_799, 999_999_999), ("0000-01-01T00:00:00Z", -62_167_219_200, 0),
            ("9999-12-31T23:59:59Z", 253_402_300_799, 0), ("1969-12-31T23:59:59.000000001Z", -1, 1),
            ("2018-04-05T17:31:00.1234567899Z", 1_522_949_460, 123_456_789),
            ("2018-04-05T17:31:00-00:00", 1_522_949_460, 0),
            ("2016-07-01T05:29:60+05:30", 1_467_331_200, 0),
        ]
    )
    func instants(text: String, seconds: Int64, nanoseconds: Int32) throws {
        let time = try CloudEvent.Timestamp(text)
        #expect(time.text == text)
        #expect(time.secondsSince1970 == seconds)
        #expect(time.nanoseconds == nanoseconds)
    }

    @Test(
        "anything else is none",
        arguments: [
            "", "2018-04-05", "2018-04-05T17:31Z", "2018-04-05T17:31:00", "2018-04-05 17:31:00Z", "2018-4-5T17:31:00Z",
            "18-04-05T17:31:00Z", "2018-13-05T17:31:00Z", "2018-00-05T17:31:00Z", "2018-04-31T17:31:00Z",
            "2018-04-00T17:31:00Z", "2017-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2018-04-05T24:00:00Z",
            "2018-04-05T17:60:00Z", "2018-04-05T17:31:61Z", "2018-04-05T17:31:60Z", "2018-12-31T23:59:60+01:00",
            "2018-12-30T23:59:60Z", "2018-04-05T17:31:00.Z", "2018-04-05T17:31:00,5Z", "2018-04-05T17:31:00+24:00",
            "2018-04-05T17:31:00+01:60", "2018-04-05T17:31:00+0100", "2018-04-05T17:31:00+01", "2018-04-05T17:31:00Zx",
            " 2018-04-05T17:31:00Z", "2018-04-05T17:31:00\u{662}", "2018-04-05T17:3é:00Z", "+2018-04-05T17:31:00Z",
            "2018-04-05T17:31:00.5", "2018-04-05T17:31:00.5+", "-018-04-05T17:31:00Z",
        ]
    )
    func noTimestamps(text: String) {
        #expect(code(try CloudEvent.Timestamp(text)) == .invalidTimestamp)
    }

    @Test("an instant is written in UTC with the digits that it needs")
    func writing() throws {
        #expect(try CloudEvent.Timestamp(secondsSince1970: 0).text == "1970-01-01T00:00:00Z")
        #expect(try CloudEvent.Timestamp(secondsSince1970: -1, nanoseconds: 1).text == "1969-12-31T23:59:59.000000001Z")
        #expect(
            try CloudEvent.Timestamp(secondsSince1970: 951_827_696, nanoseconds: 120_000_000).text
                == "2000-02-29T12:34:56.120Z"
        )
        #expect(try CloudEvent.Timestamp(secondsSince1970: 0, nanoseconds: 1_000).text == "1970-01-01T00:00:00.000001Z")
        #expect(try CloudEvent.Timestamp(secondsSince1970: -62_167_219_200).text == "0000-01-01T00:00:00Z")
        #expect(
            try CloudEvent.Timestamp(secondsSince1970: 253_402_300_799, nanoseconds: 999_999_999).text
                == "9999-12-31T23:59:59.999999999Z"
        )
        for (seconds, nanoseconds): (Int64, Int32) in [
            (-62_167_219_201, 0), (253_402_300_800, 0), (.min, 0), (.max, 0), (0, -1), (0, 1_000_000_000),
        ] {
            #expect(
                code(try CloudEvent.Timestamp(secondsSince1970: seconds, nanoseconds: nanoseconds)) == .invalidTimestamp
            )
        }
    }

    @Test("what is written is what Foundation writes, and is read as the same instant")
    func againstFoundation() throws {
        var random = SeededGenerator(seed: 3339)
        // After 1582, because Foundation's calendar before is another one.
        for _ in 0..<2000 {
            let seconds = Int64.random(in: -12_000_000_000...253_402_300_799, using: &random)
            let time = try CloudEvent.Timestamp(secondsSince1970: seconds)
            let date = Date(timeIntervalSince1970: Double(seconds))
            #expect(time.text == date.formatted(.iso8601))
            #expect(try CloudEvent.Timestamp(time.text) == time)
        }
    }

    @Test("the first and last days of every month of 800 years have their own numbers, in order")
    func days() throws {
        var previous = try CloudEvent.Timestamp("1599-12-31T00:00:00Z").secondsSince1970
        for day in 0..<292_194 {
            let time = try CloudEvent.Timestamp(secondsSince1970: previous + 86_400)
            if day % 97 == 0 { #expect(try CloudEvent.Timestamp(time.text) == time) }
            previous = time.secondsSince1970
        }
        #expect(try CloudEvent.Timestamp(secondsSince1970: previous).text == "2399-12-31T00:00:00Z")
    }
}
