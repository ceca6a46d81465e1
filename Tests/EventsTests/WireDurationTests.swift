import Events
import JSONSchema
import TestSupport
import Testing

@Suite("A duration")
struct WireDurationTests {
    @Test(
        "is written largest unit first, and read back",
        arguments: [
            (0, "0s"), (1, "1ns"), (1000, "1us"), (1_000_000, "1ms"), (1_000_000_000, "1s"), (60_000_000_000, "1m"),
            (3_600_000_000_000, "1h"), (86_400_000_000_000, "1d"), (604_800_000_000_000, "1w"),
            (31_449_600_000_000_000, "1y"), (31_536_000_000_000_000, "1y1d"), (3_144_960_000_000_000_000, "100y"),
            (1_234_567_890_123, "20m34s567ms890us123ns"), (-5_400_000_000_000, "-1h30m"),
            (.max, "293y14w1d23h47m16s854ms775us807ns"),
            (.min, "-293y14w1d23h47m16s854ms775us808ns"),
        ] as [(Int64, String)])
    func writing(nanoseconds: Int64, text: String) throws {
        #expect(WireDuration(nanoseconds: nanoseconds).description == text)
        #expect(try WireDuration(text).nanoseconds == nanoseconds)
        #expect(try WireJSON.text(WireDuration(nanoseconds: nanoseconds)) == "\"\(text)\"")
    }

    @Test(
        "is read with fractions, a sign, any order of units and both micro signs",
        arguments: [
            ("1.5h", 5_400_000_000_000), ("+1.5h", 5_400_000_000_000), ("-1.5h", -5_400_000_000_000),
            (".5s", 500_000_000),
            ("1.s", 1_000_000_000), ("0.000000001s", 1), ("0.0000000019s", 1), ("1.9ns", 1), ("-1.9ns", -1),
            ("0.9ns", 0),
            ("1\u{B5}s", 1000), ("1\u{3BC}s", 1000), ("30m1h", 5_400_000_000_000), ("1h1h", 7_200_000_000_000),
            ("0y0w0d", 0), ("-0s", 0), ("007s", 7_000_000_000), ("0.5y", 15_724_800_000_000_000),
            ("36h", 129_600_000_000_000),
            ("9223372036854775807ns", .max), ("-9223372036854775808ns", .min),
            ("9007199254740993ns", 9_007_199_254_740_993),
            ("0.3333333333333333333333333333333333333333s", 333_333_333),
        ] as [(String, Int64)])
    func reading(text: String, nanoseconds: Int64) throws {
        #expect(try WireDuration(text).nanoseconds == nanoseconds)
    }

    @Test(
        "that is no duration is refused with the place where it goes wrong",
        arguments: [
            ("", 0), ("-", 1), ("1", 0), ("h", 0), ("1h30", 2), ("1h 30m", 2), (" 1h", 0), ("1h ", 2), ("1x", 0),
            ("1hh", 0),
            ("1H", 0), ("+-1s", 1), ("1s-1s", 2), ("1.2.3s", 0), (".s", 0), ("1e3s", 0), ("1y2q3d", 2), ("1,5h", 0),
            ("١s", 0), ("1s\u{301}", 0), ("P1D", 0), ("1h∞", 2), ("0", 0), ("NaNs", 0), ("1µ", 0), ("👩‍👩‍👧1s", 0),
            ("1s👩‍👩‍👧", 2),
        ])
    func refusals(text: String, offset: Int) throws {
        let error = try #require(throws: WireDurationError.self) { try WireDuration(text) }
        #expect(error.text == text && error.offset == offset && error.reason == .noNumberWithUnit)
        #expect(error.description.contains("at character \(offset + 1) "))
        #expect(throws: DecodingError.self) { try WireJSON.decode(WireDuration.self, from: WireJSON.encode(text)) }
    }

    @Test(
        "that is too long to count is an error at the term that passes the end",
        arguments: [
            ("10000y", 0), ("294y", 0), ("200y94y", 4), ("9223372036854775808ns", 0), ("-9223372036854775809ns", 1),
            ("99999999999999999999999999999999999999999999999999y", 0), ("-293y20w", 5),
        ])
    func tooLong(text: String, offset: Int) throws {
        let error = try #require(throws: WireDurationError.self) { try WireDuration(text) }
        #expect(error.text == text && error.offset == offset && error.reason == .tooLong)
        #expect(error.description.contains("292 years"))
    }

    @Test("of very many terms is read in one pass")
    func manyTerms() throws {
        #expect(try WireDuration(String(repeating: "1ns", count: 100_000)).nanoseconds == 100_000)
        let last = String(repeating: "1ns", count: 100_000) + "?"
        let error = try #require(throws: WireDurationError.self) { try WireDuration(last) }
        #expect(error.offset == 300_000)
    }

    @Test("comes back from its text, whatever it is")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 364)
        for _ in 0..<5000 {
            let shift = Int64.random(in: 0...63, using: &random)
            let duration = WireDuration(nanoseconds: Int64.random(in: .min ... .max, using: &random) >> shift)
            #expect(try WireDuration(duration.description) == duration)
        }
    }

    @Test("is read where its schema's pattern says so, and nowhere else")
    func pattern() throws {
        guard case .string(let rule) = WireDuration.schema else {
            return #expect(Bool(false), "the schema is not a string")
        }
        let pattern = try Regex(try #require(rule.pattern))
        var random = SeededGenerator(seed: 99)
        let pieces = [
            "1", "0", "7", ".", "-", "+", "y", "w", "d", "h", "m", "s", "ms", "us", "ns", "µs", "μs", " ", "x",
        ]
        var read = 0
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...6, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let matches = text.wholeMatch(of: pattern) != nil
            let refusal = Self.refusal(of: text)
            #expect((refusal != .noNumberWithUnit) == matches, "\(text)")
            if refusal == nil { read += 1 }
        }
        #expect(read > 300)
    }

    @Test("made of milliseconds, seconds, hours or days gives its milliseconds again, and stops at 292 years")
    func milliseconds() {
        #expect(WireDuration(milliseconds: -1500).milliseconds == -1500)
        #expect(WireDuration.seconds(90).milliseconds == 90_000)
        #expect(WireDuration.hours(24) == .days(1))
        #expect(WireDuration.days(364).description == "1y")
        #expect(WireDuration(nanoseconds: -1_999_999).milliseconds == -1)
        #expect(WireDuration(milliseconds: .max).nanoseconds == .max)
        #expect(WireDuration.days(.min).nanoseconds == .min)
        #expect(WireDuration.seconds(1) < WireDuration(nanoseconds: 1_000_000_001))
    }

    private static func refusal(of text: String) -> WireDurationError.Reason? {
        do {
            _ = try WireDuration(text)
            return nil
        } catch {
            return error.reason
        }
    }
}
