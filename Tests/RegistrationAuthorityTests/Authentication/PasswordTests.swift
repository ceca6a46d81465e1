import Crypto
import EventLog
import Events
import JSONSchema
import ManagementAPI
import RegistrationAuthority
import Storage
import StorageSQLite
import Synchronization
import TestPKI
import TestSupport
import Testing

@Suite("Enrolment by password")
struct PasswordTests {
    /// A DMS whose devices enrol by password, with one user.
    struct Line: Sendable {
        let pki: TestPKI
        let credentials: CredentialService
        let enrollment: EnrollmentService
        let hashes: Counter
        static let password = "correct horse battery"

        static func run(_ body: @Sendable (Line) async throws -> Void) async throws {
            try await withPKI { pki in
                try await pki.createCA("root")
                try await pki.createCA("issuing", under: "root", years: 5)
                try await pki.createDMSOnly { $0.authenticationMode = .httpBasic }
                let hashes = Counter()
                let passwords = Passwords(cost: ScryptCost(rounds: 16, blockSize: 8, parallelism: 1)) { work in
                    hashes.add()
                    return try work()
                }
                let line = Line(
                    pki: pki,
                    credentials: CredentialService(
                        database: pki.database, passwords: passwords, clock: pki.clock.wall),
                    enrollment: pki.enrollment(over: .none, passwords: passwords), hashes: hashes)
                try await line.put("worker", password)
                try await body(line)
            }
        }

        func put(_ user: String, _ password: String) async throws {
            _ = try await credentials.put(
                DMSCredentialBody(user: user, password: SecretText(password)), ofDMS: "line-1")
        }

        func refusal(
            _ user: String?, _ password: String = Line.password, from address: String = "192.0.2.7",
            request: TestRequest? = nil
        ) async throws -> Refusal? {
            do {
                let request = try request ?? TestRequest("pump-\(UInt64.random(in: .min ... .max))")
                let credentials = user.map { BasicCredentials(user: $0, password: password) }
                _ = try await enrollment.enroll(
                    EnrollmentAttempt(
                        label: "line-1", request: request.der,
                        client: ClientEvidence(presented: [], remoteAddress: address, credentials: credentials)))
                return nil
            } catch let refusal as Refusal {
                return refusal
            }
        }
    }

    final class Counter: Sendable {
        private let state = Mutex(0)
        var count: Int { state.withLock { $0 } }
        func add() { state.withLock { $0 += 1 } }
    }

    @Test("takes the right one, and the same request again gets the same certificate")
    func right() async throws {
        try await Line.run { line in
            let request = try TestRequest("pump-7")
            #expect(try await line.refusal("worker", request: request) == nil)
            let head = try await line.pki.head()
            #expect(try await line.refusal("worker", request: request) == nil)
            #expect(try await line.pki.head() == head)
            try await line.put("other", Line.password)
            #expect(try await line.refusal("other", request: request)?.code == "already-enrolled")
        }
    }

    @Test("refuses none, a wrong one and an unknown user, the last two by the same sentence, and asks for one")
    func wrong() async throws {
        try await Line.run { line in
            let none = try await line.refusal(nil)
            #expect(none?.kind == .unauthenticated && none?.code == "credentials-missing")
            let wrong = try await line.refusal("worker", "correct horse batterz")
            let unknown = try await line.refusal("nobody")
            #expect(wrong?.code == "credentials-wrong" && wrong == unknown)
            for refusal in [none, wrong] { #expect(refusal?.asksForPassword == true) }
            #expect(try await line.refusal("worker", "")?.code == "credentials-wrong")
            #expect(try await line.refusal("WORKER")?.code == "credentials-wrong")
        }
    }

    @Test("hashes the right one once for a whole fleet, and every wrong one, also of a user that is not there")
    func remembered() async throws {
        try await Line.run { line in
            let before = line.hashes.count
            for _ in 0..<5 {
                let refusal = try await line.refusal("worker")
                #expect(refusal == nil)
            }
            #expect(line.hashes.count == before + 1)
            #expect(try await line.refusal("worker", "wrong") != nil)
            #expect(try await line.refusal("nobody") != nil)
            #expect(line.hashes.count == before + 3)
        }
    }

    @Test("forgets the old one as soon as it is changed or its user removed")
    func changed() async throws {
        try await Line.run { line in
            #expect(try await line.refusal("worker") == nil)
            try await line.put("worker", "another password")
            #expect(try await line.refusal("worker")?.code == "credentials-wrong")
            #expect(try await line.refusal("worker", "another password") == nil)
            #expect(try await line.credentials.remove("worker", ofDMS: "line-1").users.isEmpty)
            #expect(try await line.refusal("worker", "another password")?.code == "credentials-wrong")
        }
    }

    @Test("lets an address guess ten times a minute at one user, and thirty times in all")
    func guessing() async throws {
        try await Line.run { line in
            for _ in 0..<10 { #expect(try await line.refusal("worker", "guess")?.code == "credentials-wrong") }
            let before = line.hashes.count
            let refusal = try await line.refusal("worker")
            #expect(refusal?.kind == .tooManyRequests && refusal?.code == "too-many-wrong-passwords")
            #expect(line.hashes.count == before)
            #expect(try await line.refusal("worker", from: "192.0.2.8") == nil)

            for index in 0..<20 { #expect(try await line.refusal("user-\(index)")?.code == "credentials-wrong") }
            #expect(try await line.refusal("one more")?.code == "too-many-wrong-passwords")
            line.pki.clock.advance(by: .seconds(61))
            #expect(try await line.refusal("worker") == nil)
        }
    }

    @Test("is not stored, and stands in no event")
    func secrecy() async throws {
        try await Line.run { line in
            #expect(try await line.refusal("worker") == nil)
            for event in try await line.pki.events() {
                #expect(!String(decoding: event.data, as: UTF8.self).contains("battery"))
            }
            let rows = try await line.pki.database.read { snapshot in
                try snapshot.query("SELECT hash, salt FROM dms_credential").map { (try $0.bytes(0), try $0.bytes(1)) }
            }
            let password = Array(Line.password.utf8)
            #expect(rows.count == 1 && rows[0].0.count == 32 && rows[0].1.count == 16)
            #expect(rows[0].0 != Array(SHA256.hash(data: password)) && rows[0].0 != password)
            #expect(
                "\(DMSCredentialBody(user: "worker", password: SecretText(Line.password)))".contains("battery") == false
            )
        }
    }

    /// A user, a password, and where the fault is.
    static let bad: [(String, String, String)] = [
        ("", Line.password, "/user"), ("a:b", Line.password, "/user"), ("a\nb", Line.password, "/user"),
        (String(repeating: "x", count: 129), Line.password, "/user"), ("a", "short", "/password"),
        ("a", String(repeating: "x", count: 257), "/password"), ("a", "with a\ttabulator", "/password"),
    ]

    @Test("is refused where no client could send it, or it is too short", arguments: bad)
    func unusable(user: String, password: String, pointer: String) async throws {
        try await Line.run { line in
            let refusal = await #expect(throws: Refusal.self) {
                try await line.put(user, password)
                return
            }
            #expect(refusal?.faults.map(\.pointer) == [pointer])
            let users = try await line.credentials.users(ofDMS: "line-1").users
            #expect(users == ["worker"])
        }
    }

    @Test("is not taken for a DMS that asks for certificates")
    func otherMode() async throws {
        try await Line.run { line in
            try await line.pki.createDMS("line-2") { $0.enrollmentSettings.bootstrapCAs = ["root"] }
            let body = DMSCredentialBody(user: "worker", password: SecretText(Line.password))
            let refusal = await #expect(throws: Refusal.self) {
                try await line.credentials.put(body, ofDMS: "line-2")
            }
            #expect(refusal?.code == "dms-takes-no-passwords")
        }
    }
}
