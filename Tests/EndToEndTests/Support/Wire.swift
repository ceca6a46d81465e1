import Foundation
import TestSupport

/// Bytes for one connection, and what must come back.
struct WireCase: Sendable {
    enum End: String, Sendable {
        /// Waits for the answer.
        case read
        /// Says first that nothing more will come.
        case half
        /// Closes without a look at the answer.
        case drop
        /// Waits until the server closes.
        case idle
    }

    let name: String
    /// Of the last answer; 0 where the connection ends without one.
    let status: Int
    /// A part of the sentence.
    let reason: String
    var parts: [[UInt8]]
    /// Milliseconds between two parts.
    var pause = 0
    var end = End.read
    var isPlain = false
    /// How many answers there are.
    var count = 1
    /// Of the TLS versions of Python's `ssl`, for instance `TLSv1_1`.
    var tls: String?
    var alpn: [String] = []

    init(_ name: String, _ status: Int, _ reason: String, _ bytes: [UInt8]...) {
        self.name = name
        self.status = status
        self.reason = reason
        parts = bytes
    }

    init(_ name: String, _ status: Int, _ reason: String, _ text: String) {
        self.init(name, status, reason, Array(text.utf8))
    }

    /// Where no answer is expected there is no sentence either.
    func fits(_ text: String) -> Bool { reason.isEmpty ? text.isEmpty : text.contains(reason) }

    func with(_ change: (inout WireCase) -> Void) -> WireCase {
        var changed = self
        change(&changed)
        return changed
    }

    fileprivate func json(_ client: Identity) -> JSON {
        var members: [String: JSON] = [
            "name": .string(name), "cert": .string(client.certificate), "key": .string(client.key),
            "parts": .array(parts.map { .string(Data($0).base64EncodedString()) }), "end": .string(end.rawValue),
            "plain": .bool(isPlain), "count": .integer(count), "pause": .number(Double(pause) / 1_000),
        ]
        if let tls { members["tls"] = .string(tls) }
        if !alpn.isEmpty { members["alpn"] = .array(alpn.map { .string($0) }) }
        return .object(members)
    }
}

/// What came back, as Python's `ssl` saw it.
struct WireReply: Sendable {
    let status: Int
    let headers: JSON
    let text: String
    let statuses: [Int]
    let isClosed: Bool
}

extension LiveServer {
    /// All of them, several at a time, each on a connection of its own.
    func wire(_ cases: [WireCase], as client: Identity) async throws -> [WireReply] {
        guard let port = est.split(separator: ":").last.flatMap({ Int($0) }) else {
            throw TestSupportError.notFound("the port of \(est)")
        }
        let spec: JSON = [
            "host": "127.0.0.1", "port": .integer(port), "threads": 16, "cases": .array(cases.map { $0.json(client) }),
        ]
        let file = try folder.write("\(UUID().uuidString).json", try spec.bytes)
        let output = try await Judge.ask("Tests/EndToEndTests/Judges/wire.py", [file], [])
        return (output.first?.items ?? []).map { reply in
            transcript.add(Array((reply["body"].text ?? "").utf8))
            return WireReply(
                status: reply["status"].int ?? -1, headers: reply["headers"], text: reply["body"].text ?? "",
                statuses: reply["answers"].items.compactMap(\.int), isClosed: reply["closed"] == true)
        }
    }
}
