import Testing

@testable import ESTServer

@Suite("Dates")
struct HTTPDateTests {
    @Test("dates are written as RFC 9110 wants them", arguments: dates)
    func format(seconds: Int64, expected: String) {
        #expect(HTTPDate.format(seconds) == expected)
    }

    @Test("GNU date agrees on a thousand days")
    func witness() async throws {
        let times = (0..<1_000).map { Int64($0) * 7_654_321 }
        let lines = times.map { "@\($0)\n" }.joined()
        let result = try await tool(
            "/usr/bin/env", ["LC_ALL=C", "date", "-u", "-f", "-", "+%a, %d %b %Y %H:%M:%S GMT"],
            input: Array(lines.utf8)
        )
        #expect(result.text.split(separator: "\n").map(String.init) == times.map(HTTPDate.format))
    }

    static let dates: [(Int64, String)] = [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
    ]
}
