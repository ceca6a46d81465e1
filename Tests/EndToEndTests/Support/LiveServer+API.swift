import Foundation
import TestSupport

extension LiveServer {
    /// One call of the management API, by the administrator.
    func api(_ method: String, _ path: String, _ body: JSON? = nil, _ arguments: [String] = []) async throws -> Reply {
        try await api(method, path, bytes: body.map { try $0.bytes }, arguments)
    }

    func api(_ method: String, _ path: String, bytes: [UInt8]?, _ arguments: [String] = []) async throws -> Reply {
        let type = bytes == nil ? [] : ["-H", "Content-Type: application/json"]
        return try await anonymous(method, path, bytes, ["-H", "Authorization: Bearer \(token)"] + type + arguments)
    }

    /// The same without a token.
    func anonymous(
        _ method: String, _ path: String, _ body: [UInt8]? = nil, _ arguments: [String] = []
    ) async throws -> Reply {
        let reply = try await Curl.send(management + path, ["-X", method] + arguments, body: body)
        transcript.add(reply.body)
        return reply
    }

    /// A call that must succeed.
    @discardableResult
    func call(_ method: String, _ path: String, _ body: JSON? = nil) async throws -> JSON {
        let reply = try await api(method, path, body)
        guard (200..<300).contains(reply.status) else {
            throw TestSupportError.failed(command: "\(method) \(path)", status: Int32(reply.status), stderr: reply.text)
        }
        return reply.body.isEmpty ? .null : try reply.json()
    }

    /// All events, in their order.
    func wholeLog(after start: Int = 0) async throws -> [JSON] {
        var events: [JSON] = []
        while true {
            let page = try await call("GET", "/v1/events?limit=1000&after=\(start + events.count)").items
            if page.isEmpty { return events }
            events += page
        }
    }

    /// The sequence of the last event.
    func head() async throws -> Int { try await wholeLog().count }
}

/// An event as the tables of the contract name it: type and subject.
struct Happening: Equatable, CustomStringConvertible {
    let type: String
    let subject: String

    init(_ type: String, _ subject: String) {
        self.type = type
        self.subject = subject
    }

    init(_ event: JSON) {
        self.init(event["type"].text ?? "", event["subject"].text ?? "")
    }

    var description: String { "\(type) \(subject)" }
}
