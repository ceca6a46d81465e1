import Foundation
import TestSupport

/// An answer over HTTP, as curl shows it.
struct Reply: Sendable, CustomStringConvertible {
    let status: Int
    /// By lower-case name.
    let headers: [String: String]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var mediaType: String { String((headers["content-type"] ?? "").prefix { $0 != ";" }) }

    var description: String { "\(status) \(headers["content-type"] ?? "") \(String(text.prefix(1_000)))" }

    func json() throws -> JSON { try JSON.parse(body) }
}

/// One HTTP exchange by curl.
enum Curl {
    static func send(_ url: String, _ arguments: [String] = [], body: [UInt8]? = nil) async throws -> Reply {
        var all = ["-sS", "-i", "-g", "--path-as-is", "--max-time", "60"] + arguments
        if body != nil { all += ["--data-binary", "@-"] }
        let output = try await Command.check("curl", all + [url], stdin: body ?? [])
        return try parse(output.stdout)
    }

    /// Heads that only announce another one, such as `100 Continue`, are skipped.
    static func parse(_ answer: [UInt8]) throws -> Reply {
        var rest = answer[...]
        while let end = rest.firstRange(of: Array("\r\n\r\n".utf8)) {
            let lines = String(decoding: rest[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
            rest = rest[end.upperBound...]
            let words = lines[0].split(separator: " ")
            guard words.count > 1, let status = Int(words[1]) else { break }
            if status >= 200 { return Reply(status: status, headers: headers(lines.dropFirst()), body: Array(rest)) }
        }
        throw TestSupportError.notFound("no HTTP answer: \(String(decoding: answer.prefix(500), as: UTF8.self))")
    }

    private static func headers(_ lines: ArraySlice<String>) -> [String: String] {
        let pairs = lines.compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            return (line[..<colon].lowercased(), value)
        }
        return Dictionary(pairs) { first, second in "\(first), \(second)" }
    }
}
