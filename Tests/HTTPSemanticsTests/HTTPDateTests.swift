import HTTPSemantics
import TestSupport
import Testing

@Suite("Dates of HTTP")
struct HTTPDateTests {
    @Test("are written as RFC 9110 wants them, and read back", arguments: dates)
    func format(seconds: Int64, text: String) {
        #expect(HTTPDate.format(seconds) == text)
        #expect(HTTPDate.parse(text, now: 0) == seconds)
    }

    @Test("agree with GNU date on a thousand days, written and read")
    func witness() async throws {
        let times = (0..<1_000).map { Int64($0) * 7_654_321 }
        try await withTemporaryDirectory { folder in
            let lines = times.map { "@\($0)\n" }.joined()
            try folder.write("times", Array(lines.utf8))
            let result = try await Command.check(
                "/usr/bin/env",
                ["LC_ALL=C", "date", "-u", "-f", folder.path("times"), "+%a, %d %b %Y %H:%M:%S GMT"])
            let texts = result.text.split(separator: "\n").map(String.init)
            #expect(texts == times.map(HTTPDate.format))
            #expect(texts.map { HTTPDate.parse($0, now: 0) } == times)
        }
    }

    @Test(
        "are read in both obsolete forms too",
        arguments: ["Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 GMT"])
    func obsolete(text: String) {
        #expect(HTTPDate.parse(text, now: 1_700_000_000) == 784_111_777)
    }

    @Test("with a year of two digits lie at most 50 years ahead")
    func century() {
        let now: Int64 = 1_700_000_000  // 2023
        #expect(HTTPDate.parse("Monday, 01-Jan-73 00:00:00 GMT", now: now) == 3_250_454_400)  // 2073
        #expect(HTTPDate.parse("Tuesday, 01-Jan-74 00:00:00 GMT", now: now) == 126_230_400)  // 1974
    }

    @Test(
        "are not read from anything else",
        arguments: [
            "", "0", "1700000000", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 32 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 08:49:37:00 GMT",
            "Sun, 06 Nov 999999999999999999999 08:49:37 GMT", "Sun, 06 Nov 194 08:49:37 GMT", "a b c d e f",
            "a b c d e",
            "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 -8:49:37 GMT",
        ])
    func malformed(text: String) {
        #expect(HTTPDate.parse(text, now: 1_700_000_000) == nil)
    }

    static let dates: [(Int64, String)] = [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ]
}
