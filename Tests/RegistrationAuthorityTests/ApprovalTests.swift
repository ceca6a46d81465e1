import DeviceManager
import EventLog
import Events
import Listing
import ManagementAPI
import PKIX
import RegistrationAuthority
import Storage
import StorageSQLite
import Testing
import TestPKI

@Suite("Where a person decides on enrolments")
struct ApprovalTests {
    @Test("a request waits, nothing is told of it, and what was approved is issued once")
    func approval() async throws {
        try await withPKI { pki in
            let client = try await pki.createApprovingDMS()
            let request = try TestRequest("pump-7", dnsNames: ["pump-7.example"])
            let head = try await pki.head()
            #expect(try await pki.ask(request, client) == .pending(retryAfter: .seconds(60)))
            #expect(try await pki.ask(request, client) == .pending(retryAfter: .seconds(60)))
            #expect(try await pki.head() == head)
            let waiting = try #require(try await pki.waiting().first)
            #expect(waiting.deviceID == "pump-7" && waiting.slotID == "default" && waiting.status == .pending)
            #expect(waiting.alternativeNames == ["pump-7.example"] && waiting.subject.commonName == "pump-7")
            #expect(try waiting.csr.der == request.der && waiting.client.hasPrefix("est:"))

            let approved = try await pki.decide(waiting.id, .approved)
            #expect(approved.status == .approved && approved.decidedBy == "test")
            #expect(try await pki.head() == head)
            // The client may make its request anew, as long as it asks for the same.
            let again = try TestRequest("pump-7", key: request.key, dnsNames: ["pump-7.example"])
            guard case .issued(let der) = try await pki.ask(again, client) else {
                return #expect(Bool(false), "the approved request was not issued")
            }
            #expect(
                try await pki.eventTypes(after: head) == [
                    "io.lamassuiot.device.create", "ca.sign-certificate", "io.lamassuiot.device.enroll",
                ])
            #expect(try await pki.ask(request, client) == .issued(der))
            let used = try #require(try await pki.waiting().first)
            #expect(used.serialNumber == (try ParsedCertificate(der: der).serial.hex))
            #expect(used.decidedBy == "test" && used.status == .approved)
        }
    }

    @Test("a rejected request is refused for good, and the same device may ask with another key")
    func rejection() async throws {
        try await withPKI { pki in
            let client = try await pki.createApprovingDMS()
            let request = try TestRequest("pump-7")
            _ = try await pki.ask(request, client)
            _ = try await pki.decide(try #require(try await pki.waiting().first?.id), .rejected)
            let refusal = await pki.refusal(asking: request, client)
            #expect(refusal?.kind == .forbidden && refusal?.code == "enrollment-rejected")
            #expect(try await pki.ask(try TestRequest("pump-7"), client) == .pending(retryAfter: .seconds(60)))
            #expect(await pki.refusal(asking: request, client)?.code == "enrollment-rejected")
            #expect(try await pki.waiting().map(\.status) == [.rejected, .pending])
            #expect(try await pki.eventTypes().allSatisfy { !$0.contains(".device.") })
        }
    }

    @Test("another key, other names or another client displace nothing, before the decision and after it")
    func displacement() async throws {
        try await withPKI { pki in
            let client = try await pki.createApprovingDMS()
            let stranger = try await pki.certificate("boot-2").certificate.der
            let request = try TestRequest("pump-7")
            _ = try await pki.ask(request, client)
            let others = [
                (try TestRequest("pump-7"), client), (try TestRequest("pump-7"), stranger), (request, stranger),
                (try TestRequest("pump-7", key: request.key, dnsNames: ["more.example"]), client),
            ]
            for isApproved in [false, true] {
                if isApproved { _ = try await pki.decide(try #require(try await pki.waiting().first?.id), .approved) }
                for (other, presented) in others {
                    let refusal = await pki.refusal(asking: other, presented)
                    #expect(refusal?.kind == .conflict && refusal?.code == "enrollment-awaited")
                }
            }
            #expect(try await pki.waiting().count == 1)
            // Another slot of the device is another question.
            #expect(try await pki.ask(try TestRequest("modem:pump-7"), client) == .pending(retryAfter: .seconds(60)))
            guard case .issued = try await pki.ask(request, client) else {
                return #expect(Bool(false), "the honest request was displaced")
            }
        }
    }

    @Test("an approval may be taken back until it is used, and no other change of mind is possible")
    func decisions() async throws {
        try await withPKI { pki in
            let client = try await pki.createApprovingDMS()
            let request = try TestRequest("pump-7")
            _ = try await pki.ask(request, client)
            let id = try #require(try await pki.waiting().first?.id)
            #expect(await pki.refusal(deciding: id, .pending)?.kind == .conflict)
            _ = try await pki.decide(id, .approved)
            #expect(await pki.refusal(deciding: id, .approved)?.kind == .conflict)
            _ = try await pki.decide(id, .rejected)
            #expect(await pki.refusal(deciding: id, .approved)?.kind == .conflict)
            #expect(await pki.refusal(asking: request, client)?.code == "enrollment-rejected")

            let second = try TestRequest("pump-8")
            _ = try await pki.ask(second, client)
            let other = try #require(try await pki.waiting().last?.id)
            _ = try await pki.decide(other, .approved)
            _ = try await pki.ask(second, client)
            #expect(await pki.refusal(deciding: other, .rejected)?.code == "enrollment-decided")
            #expect(await pki.refusal(deciding: "nothing", .approved)?.kind == .notFound)
            #expect(await pki.refusal(deciding: id, .approved, at: "elsewhere")?.kind == .notFound)
        }
    }

    @Test("what nobody decides on is forgotten, and so is an approval that nobody comes for")
    func timeout() async throws {
        try await withPKI { pki in
            let client = try await pki.createApprovingDMS()
            let request = try TestRequest("pump-7")
            _ = try await pki.ask(request, client)
            let first = try #require(try await pki.waiting().first?.id)
            pki.clock.advance(by: .days(7))
            #expect(try await pki.waiting().isEmpty)
            #expect(await pki.refusal(deciding: first, .approved)?.kind == .notFound)
            _ = try await pki.ask(try TestRequest("pump-7"), client)
            let second = try #require(try await pki.waiting().first?.id)
            #expect(first != second)
            #expect(
                try await pki.database.read { try $0.query("SELECT id FROM enrollment_request").count } == 1)
            _ = try await pki.decide(second, .approved)
            pki.clock.advance(by: .days(7))
            #expect(try await pki.ask(request, client) == .pending(retryAfter: .seconds(60)))
        }
    }

    @Test("so many may wait and no more; a decision makes room")
    func bound() async throws {
        try await withPKI { pki in
            let client = try await pki.createApprovingDMS()
            let few = EnrollmentService(
                database: pki.database, cas: pki.cas,
                configuration: .init(approval: ApprovalConfiguration(retryAfter: .seconds(5), pendingMax: 2)),
                clock: pki.clock.wall)
            for name in ["pump-1", "pump-2"] {
                #expect(
                    try await pki.ask(try TestRequest(name), client, few) == .pending(retryAfter: .seconds(5)))
            }
            let third = try TestRequest("pump-3")
            let refusal = await pki.refusal(asking: third, client, few)
            #expect(refusal?.kind == .tooManyRequests && refusal?.code == "too-many-pending")
            _ = try await pki.decide(try #require(try await pki.waiting().first?.id), .rejected)
            #expect(try await pki.ask(third, client, few) == .pending(retryAfter: .seconds(5)))
        }
    }

    @Test("nobody is asked about what could not be issued")
    func hopeless() async throws {
        try await withPKI { pki in
            let client = try await pki.createApprovingDMS()
            var broken = try TestRequest("pump-7").der
            broken[broken.count - 1] ^= 1
            #expect(await pki.refusal(asking: broken, client)?.kind == .invalid)
            #expect(await pki.refusal(asking: try TestRequest("pump-7", dnsNames: ["a b"]), client)?.kind == .invalid)
            #expect(try await pki.waiting().isEmpty)
        }
    }

    @Test("eight polls and an approval at the same moment end in one certificate")
    func race() async throws {
        try await withPKI { pki in
            let client = try await pki.createApprovingDMS()
            let request = try TestRequest("pump-7")
            _ = try await pki.ask(request, client)
            let id = try #require(try await pki.waiting().first?.id)
            let before = try await pki.head()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 { group.addTask { _ = try await pki.ask(request, client) } }
                group.addTask { _ = try await pki.decide(id, .approved) }
                try await group.waitForAll()
            }
            guard case .issued = try await pki.ask(request, client) else {
                return #expect(Bool(false), "the approved request was not issued")
            }
            #expect(try await pki.head() == before + 3)
        }
    }

    @Test("a replacement needs approval too, for whoever holds a bootstrap certificate could ask for it")
    func replacement() async throws {
        try await withPKI { pki in
            let client = try await pki.createApprovingDMS { $0.enrollmentSettings.allowNewAutoEnrollment = true }
            try await pki.approveAll(asking: try TestRequest("pump-7"), client)
            let next = try TestRequest("pump-7")
            #expect(try await pki.ask(next, client) == .pending(retryAfter: .seconds(60)))
            _ = try await pki.decide(try #require(try await pki.waiting().last?.id), .approved)
            guard case .issued = try await pki.ask(next, client) else {
                return #expect(Bool(false), "the approved request was not issued")
            }
        }
    }

    @Test("lists are filtered, paged, and of one DMS")
    func list() async throws {
        try await withPKI { pki in
            let client = try await pki.createApprovingDMS()
            for number in 1...5 { _ = try await pki.ask(try TestRequest("pump-\(number)"), client) }
            let all = try await pki.waiting()
            _ = try await pki.decide(all[1].id, .rejected)
            let pending = ListFilter(field: "status", operand: .equal, value: "PENDING")
            #expect(try await pki.waiting(ListQuery(filters: [pending])).count == 4)
            let device = ListFilter(field: "device_id", operand: .equal, value: "pump-3")
            #expect(try await pki.waiting(ListQuery(filters: [device])).map(\.id) == [all[2].id])
            let page = try await pki.dmss.enrollmentRequests(at: "line-1", ListQuery(pageSize: 3))
            let rest = try await pki.dmss.enrollmentRequests(
                at: "line-1", ListQuery(pageSize: 3, bookmark: page.next))
            #expect(page.next != nil && (page.list + rest.list).map(\.id) == all.map(\.id) && rest.next == nil)
            try await pki.createDMS("line-2")
            #expect(try await pki.dmss.enrollmentRequests(at: "line-2", ListQuery()).list.isEmpty)
            #expect(
                await #expect(throws: Refusal.self) {
                    _ = try await pki.dmss.enrollmentRequests(at: "nowhere", ListQuery())
                }?.kind == .notFound)
        }
    }
}

extension TestPKI {
    /// - Returns: a bootstrap certificate.
    fileprivate func createApprovingDMS(
        changing change: (inout IdentityProfile) -> Void = { _ in }
    ) async throws -> [UInt8] {
        try await createDMS {
            $0.enrollmentSettings.manualApproval = true
            change(&$0)
        }
        return try await certificate("boot").certificate.der
    }

    fileprivate func ask(
        _ request: [UInt8], _ client: [UInt8], _ service: EnrollmentService? = nil
    ) async throws -> EnrollmentOutcome {
        try await (service ?? enrollment).enroll(
            EnrollmentAttempt(label: "line-1", request: request, client: ClientEvidence(presented: [client])))
    }

    fileprivate func ask(
        _ request: TestRequest, _ client: [UInt8], _ service: EnrollmentService? = nil
    ) async throws -> EnrollmentOutcome {
        try await ask(request.der, client, service)
    }

    fileprivate func refusal(
        asking request: TestRequest, _ client: [UInt8], _ service: EnrollmentService? = nil
    ) async -> Refusal? {
        await refusal(asking: request.der, client, service)
    }

    fileprivate func refusal(
        asking request: [UInt8], _ client: [UInt8], _ service: EnrollmentService? = nil
    ) async -> Refusal? {
        do {
            _ = try await ask(request, client, service)
            return nil
        } catch {
            return error as? Refusal
        }
    }

    fileprivate func waiting(_ query: ListQuery = ListQuery()) async throws -> [EnrollmentRequestPayload] {
        try await dmss.enrollmentRequests(at: "line-1", query).list
    }

    fileprivate func decide(
        _ id: String, _ status: EnrollmentRequestStatus
    ) async throws -> EnrollmentRequestPayload {
        try await dmss.updateEnrollmentRequest(
            id, at: "line-1", to: EnrollmentDecisionBody(status: status), by: Self.caller)
    }

    fileprivate func refusal(
        deciding id: String, _ status: EnrollmentRequestStatus, at dms: String = "line-1"
    ) async -> Refusal? {
        do {
            _ = try await dmss.updateEnrollmentRequest(
                id, at: dms, to: EnrollmentDecisionBody(status: status), by: Self.caller)
            return nil
        } catch {
            return error as? Refusal
        }
    }

    fileprivate func approveAll(asking request: TestRequest, _ client: [UInt8]) async throws {
        _ = try await ask(request, client)
        for waiting in try await waiting() { _ = try await decide(waiting.id, .approved) }
        _ = try await ask(request, client)
    }
}
