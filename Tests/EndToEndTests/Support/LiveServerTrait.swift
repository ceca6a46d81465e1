import Foundation
import TestSupport
import Testing

/// Starts a server once for a suite, and in the end looks for secrets in all that it said, and for faults in its log.
struct LiveServerTrait: SuiteTrait, TestScoping {
    let environment: [String: String]

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { folder in
            try await withLiveServer(in: folder, environment: environment) { server in
                try await LiveServer.$current.withValue(server) { try await function() }
                let leaks = try await Secrets(of: server).leaks()
                #expect(leaks.isEmpty, "the server shows what is to be kept secret")
                #expect(try server.faults().isEmpty, "a fault of the server's own is in its log")
            }
        }
    }
}

extension Trait where Self == LiveServerTrait {
    static func liveServer(_ environment: [String: String] = [:]) -> LiveServerTrait {
        LiveServerTrait(environment: environment)
    }
}

extension LiveServer {
    /// The suite's own.
    static func ofSuite() throws -> LiveServer {
        guard let current else { throw TestSupportError.notFound("the suite lacks the trait .liveServer()") }
        return current
    }
}

extension LiveServer {
    /// Lines of the log that tell of an error, which no client can cause.
    func faults() throws -> [String] {
        try String(contentsOfFile: log, encoding: .utf8).components(separatedBy: "\n").filter {
            $0.contains(/^\S+ (?:error|critical)\s/)
        }
    }
}

/// What must never leave the data folder.
struct Secrets {
    let server: LiveServer
    private let texts: [String: [UInt8]]

    init(of server: LiveServer) throws {
        self.server = server
        var texts = ["a private key in PEM": Array("PRIVATE KEY".utf8)]
        for name in ["admin.token", "key-encryption.key", "est-ca.key"] {
            let bytes = try server.folder.read("data/\(name)")
            let visible = bytes.drop(while: Self.isSpace).reversed().drop(while: Self.isSpace).reversed()
            texts[name] = Array(visible)
        }
        self.texts = texts
    }

    /// Where which secret was found.
    func leaks() async throws -> [String] {
        var places: [(String, [UInt8])] = [("an answer", server.transcript.bytes)]
        places.append(("the log", [UInt8](try Data(contentsOf: URL(filePath: server.log)))))
        places.append(("an event", try await server.wholeLog().flatMap { try $0.bytes }))
        places.append(("the metrics", try await server.api("GET", "/metrics").body))
        return places.flatMap { place, bytes in
            texts.filter { Data(bytes).range(of: Data($0.value)) != nil }.map { "\($0.key) in \(place)" }
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D || byte == 0x20 }
}
