import Events
import Listing
import ManagementAPI
import RegistrationAuthority
import Storage
import StorageSQLite
import Testing
import TestPKI

@Suite("Requests that wait for a person")
struct WaitingRequestTests {
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
            pki.clock.advance(by: .seconds(1))
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
            for number in 1...5 {
                _ = try await pki.ask(try TestRequest("pump-\(number)"), client)
                pki.clock.advance(by: .seconds(1))
            }
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
