import DeviceManager
import EventLog
import Events
import ManagementAPI
import PKIX
import RegistrationAuthority
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
            pki.clock.advance(by: .seconds(1))
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

            pki.clock.advance(by: .seconds(1))
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
}
