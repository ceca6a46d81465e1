import CertificateAuthority
import Crypto
import EventLog
import Events
import KeyStoreSoftware
import ManagementAPI
import ManagementHTTP
import NIOPosix
import Storage
import StorageSQLite
import Testing
import TestPKI
import TestSupport

/// What a crash, a lost write or a lost answer leaves behind.
@Suite struct IdempotencyFailureTests {
    private static let body = IdempotencyTests.body

    @Test("while the first is not answered the second is told to come back, and then gets its answer")
    func inProgress() async throws {
        let gate = Gate()
        try await withFront(keys: { ScriptedDatabase($0, [.pass, .hold(gate)]) }) { front in
            async let first = front.post("/v1/cas", Self.body, key: "k")
            await gate.arrival()
            let second = try await front.post("/v1/cas", Self.body, key: "k")
            #expect(second.status == 409 && second.headers["Retry-After"] == ["1"])
            #expect(try second.problem().code == "idempotency-in-progress")
            #expect(
                try await front.post("/v1/cas", "{}", key: "k").problem().code == "idempotency-key-reused")
            gate.open()
            let answer = try await first
            #expect(answer.status == 201)
            #expect(try await front.post("/v1/cas", Self.body, key: "k").body == answer.body)
            #expect(try await front.pki.head() == 1)
        }
    }

    @Test("where the change is committed and its answer is lost, the change is never made again under the key")
    func lostAnswer() async throws {
        try await withFront(keys: { ScriptedDatabase($0, [.pass, .lose(.closed)]) }) { front in
            let first = try await front.post("/v1/cas", Self.body, key: "k")
            #expect(first.status == 201)
            func code() async throws -> String {
                let reply = try await front.post("/v1/cas", Self.body, key: "k")
                #expect(reply.status == 409)
                return try reply.problem().code
            }
            #expect(try await code() == "idempotency-in-progress")
            front.pki.clock.advance(by: .seconds(60))
            #expect(try await code() == "idempotency-outcome-unknown")
            front.pki.clock.advance(by: .hours(23))
            #expect(try await code() == "idempotency-outcome-unknown")
            #expect(try await front.pki.head() == 1)
        }
    }

    @Test("an answer that was stored, though its commit was reported as failed, is given again")
    func storedAnswer() async throws {
        let steps: [ScriptedDatabase.Step] = [.pass, .storeAndFail(.commitFailed("disk"))]
        try await withFront(keys: { ScriptedDatabase($0, steps) }) { front in
            let first = try await front.post("/v1/cas", Self.body, key: "k")
            let second = try await front.post("/v1/cas", Self.body, key: "k")
            #expect(first.status == 201 && second.body == first.body)
            #expect(try await front.pki.head() == 1)
        }
    }

    @Test(
        "where the key cannot be written down nothing is done",
        arguments: [
            (ScriptedDatabase.Step.lose(.overloaded), 201), (.lose(.commitFailed("disk")), 201),
            (.storeAndFail(.commitFailed("disk")), 409),
        ])
    func lostKey(step: ScriptedDatabase.Step, then: Int) async throws {
        try await withFront(keys: { ScriptedDatabase($0, [step]) }) { front in
            let first = try await front.post("/v1/cas", Self.body, key: "k")
            #expect(first.status == 503)
            #expect(try await front.pki.head() == 0)
            #expect(try await front.post("/v1/cas", Self.body, key: "k").status == then)
        }
    }

    @Test("\"later\" is not kept: the request is carried out when it can be")
    func unavailable() async throws {
        try await withTemporaryDirectory { folder in
            let keys = try SQLiteDatabase.open(path: folder.path("keys.sqlite"))
            try await keys.migrate(IdempotencyStore.migrations)
            try await withFront(keys: { _ in keys }) { front in
                await front.pki.database.close()
                for _ in 0..<2 {
                    let reply = try await front.post("/v1/cas", Self.body, key: "k")
                    #expect(reply.status == 503)
                    #expect(try reply.problem().code == "shutting-down")
                }
                let left = try await keys.read { try $0.query("SELECT 1 FROM idempotency_record") }
                #expect(left.isEmpty)
            }
            await keys.close()
        }
    }

    @Test(
        "where the change itself may be stored or not, it is not made again under the key",
        arguments: [
            (ScriptedDatabase.Step.storeAndFail(.commitFailed("disk")), 503, 1), (.lose(.commitFailed("disk")), 503, 0),
            (.storeAndFail(.statement("disk")), 500, 1),
        ])
    func unknownChange(step: ScriptedDatabase.Step, status: Int, count: Int) async throws {
        try await withTemporaryDirectory { folder in
            try await Self.withHouse(folder, TestClock(), script: [step]) { database, front in
                let first = try await front.create()
                #expect(first.status == status)
                let second = try await front.create()
                #expect(second.status == 409)
                #expect(try second.problem().code == "idempotency-outcome-unknown")
                #expect(try await database.read { try $0.query("SELECT id FROM ca").count } == count)
            }
        }
    }

    @Test("after a restart on the same database the answer is still there")
    func restart() async throws {
        try await withTemporaryDirectory { folder in
            let (replies, arrived) = AsyncStream<Front.Reply>.makeStream()
            let clock = TestClock()
            for _ in 0..<2 {
                try await Self.withHouse(folder, clock) { _, front in arrived.yield(try await front.create()) }
                clock.advance(by: .hours(23))
            }
            var both = replies.makeAsyncIterator()
            let first = try #require(await both.next())
            let second = try #require(await both.next())
            #expect(first.status == 201 && second.status == 201)
            #expect(second.body == first.body && second.headers["Location"] == first.headers["Location"])
            #expect(first.headers["Idempotency-Replayed"] == [] && second.headers["Idempotency-Replayed"] == ["true"])
        }
    }

    /// Opens the database, serves CAs while the body runs, and closes everything.
    /// - Parameter script: how the changes of CAs go.
    private static func withHouse(
        _ folder: TemporaryDirectory, _ clock: TestClock, script: [ScriptedDatabase.Step] = [],
        _ body: @escaping @Sendable (SQLiteDatabase, Distant) async throws -> Void
    ) async throws {
        let log = EventLog(sources: EventSources(base: nil))
        let database = try SQLiteDatabase.open(path: folder.path("shedu.sqlite"), participant: log.participant)
        try await database.migrate(Front.migrations)
        let keyStore = SoftwareKeyStore(
            database: database, keyEncryptionKey: KeyEncryptionKey(symmetricKey: SymmetricKey(size: .bits256)),
            pool: NIOThreadPool.singleton)
        let cas = CAService(database: ScriptedDatabase(database, script), keyStore: keyStore, clock: clock.wall)
        let services = ManagementServices(
            cas: cas, idempotency: IdempotencyStore(database: database, clock: clock.wall))
        try await withServer(services) { url in try await body(database, Distant(url: url)) }
        await database.close()
    }

    private struct Distant: Addressed {
        let url: String

        func create() async throws -> Reply {
            try await send("POST", "/v1/cas", body: body, more: [("Idempotency-Key", "k")])
        }
    }
}
