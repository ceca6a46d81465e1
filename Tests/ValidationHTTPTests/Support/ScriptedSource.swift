import Synchronization
import ValidationHTTP

/// Answers as a test wants it, and remembers what it was asked.
final class ScriptedSource: ValidationSource {
    private let respond: @Sendable ([UInt8]) async -> ValidationAnswer
    private let lists: [String: ValidationAnswer]
    private let asked = Mutex<[[UInt8]]>([])

    init(
        lists: [String: ValidationAnswer] = [:],
        ocsp: @escaping @Sendable ([UInt8]) async -> ValidationAnswer = { ValidationAnswer(body: [0x30] + $0) }
    ) {
        self.lists = lists
        respond = ocsp
    }

    /// The OCSP requests, as they arrived.
    var requests: [[UInt8]] { asked.withLock { $0 } }

    func ocsp(_ request: [UInt8]) async -> ValidationAnswer {
        asked.withLock { $0.append(request) }
        return await respond(request)
    }

    func crl(_ path: String) async throws -> ValidationAnswer? {
        if path == "broken" { throw Broken() }
        return lists["crl/\(path)"]
    }

    func certificate(ofCA id: String, key: Int?) async throws -> ValidationAnswer? {
        lists[key.map { "ca/\(id)/\($0)" } ?? "ca/\(id)"]
    }

    private struct Broken: Error {}
}

/// An answer that is true from an hour before `now` for the given time.
func answer(_ body: [UInt8], for seconds: Int64 = 86_400) -> ValidationAnswer {
    ValidationAnswer(body: body, thisUpdate: now - 3_600, nextUpdate: now - 3_600 + seconds)
}
