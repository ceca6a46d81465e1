import EventLog
import Events
import JSONSchema
import Logging
import ManagementAPI
import ServiceLifecycle
import Storage
import Synchronization
import Testing
import TestPKI

@Suite struct SubscriptionTests {
    @Test("a parked event is listed, delivered again when somebody says so, or skipped; a replay delivers all again")
    func parked() async throws {
        try await withFront { front in
            for id in ["good", "bad", "worse", "fine"] { try await front.pki.createCA(id) }
            let book = Book(refusing: ["ca/bad", "ca/worse"])
            try await withRunner(front, book) {
                try await front.waitUntil("parked", is: 2)
                let parked = try await front.get("/v1/subscriptions/book/parked?page_size=1")
                #expect(parked.text.contains(#""sequence":2"#) && parked.text.contains("refused ca/bad"))
                #expect(parked.text.contains(#""next":"2""#))
                let rest = try await front.get("/v1/subscriptions/book/parked?bookmark=2")
                #expect(rest.text.contains(#""sequence":3"#) && rest.text.contains(#""next":"""#))
                #expect(try await front.send("POST", "/v1/subscriptions/book/parked/1/retry").status == 404)
                #expect(try await front.send("POST", "/v1/subscriptions/book/parked/x/retry").status == 400)

                book.accept("ca/bad")
                #expect(try await front.send("POST", "/v1/subscriptions/book/parked/2/retry").status == 204)
                while book.subjects.count < 3 { await Task.yield() }
                try await front.waitUntil("retrying", is: 0)
                #expect(try await front.send("POST", "/v1/subscriptions/book/parked/3/skip").status == 204)
                try await front.waitUntil("parked", is: 0)
                #expect(book.subjects.sorted() == ["ca/bad", "ca/fine", "ca/good"])

                book.accept("ca/worse")
                let replay = try await front.send("POST", "/v1/subscriptions/book/replay", body: #"{"from":3}"#)
                #expect(replay.status == 200 && replay.text.contains(#""id":"book""#))
                while book.subjects.count < 5 { await Task.yield() }
                #expect(book.subjects.suffix(2) == ["ca/worse", "ca/fine"])
                #expect(
                    try await front.get("/metrics").text.contains(#"shedu_subscription_parked{subscription="book"} 0"#))
            }
        }
    }

    private func withRunner(
        _ front: Front, _ book: Book, _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        var configuration = SubscriptionConfiguration()
        configuration.attemptsMax = 1
        let runner = SubscriptionRunner(
            database: front.pki.database, log: front.pki.log, name: "book", projector: book,
            configuration: configuration, owner: "test", now: { [clock = front.pki.clock] in clock.now },
            logger: Logger(label: "test"))
        let group = ServiceGroup(services: [runner], logger: Logger(label: "test"))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await body()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}

extension Front {
    /// Asks until a number of the subscription is as it is to become.
    fileprivate func waitUntil(_ member: String, is number: Int64) async throws {
        while true {
            let reply = try await get("/v1/subscriptions/book")
            if reply.status == 200, case .object(let status) = try reply.json(), status[member] == .integer(number) {
                return
            }
            await Task.yield()
        }
    }
}

/// Notes the subjects of events, and refuses some.
private final class Book: Projector {
    private struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    private let refusing: Mutex<Set<String>>
    private let noted = Mutex<[String]>([])

    init(refusing: Set<String>) { self.refusing = Mutex(refusing) }

    var subjects: [String] { noted.withLock { $0 } }

    func accept(_ subject: String) {
        refusing.withLock { _ = $0.remove(subject) }
    }

    func apply(_ events: [LoggedEvent], in tx: borrowing Transaction) throws {
        for event in events where refusing.withLock({ $0.contains(event.subject) }) {
            throw Refused(description: "refused \(event.subject)")
        }
        noted.withLock { $0 += events.map(\.subject) }
    }
}
