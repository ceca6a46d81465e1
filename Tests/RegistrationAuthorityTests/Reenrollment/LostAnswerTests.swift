import CertificateAuthority
import Crypto
import DeviceManager
import Events
import ManagementAPI
import PKIX
@testable import RegistrationAuthority
import StorageSQLite
import TestPKI
import Testing

@Suite("A device whose answer got lost")
struct LostAnswerTests {
    @Test("gets the same certificate for the same key, by the certificate that was replaced, until the grace is over")
    func sameKey() async throws {
        try await withNear { pki, old in
            let new = try await pki.renewed(old)
            let before = try await pki.state()
            #expect(try await pki.renewed(old, key: new.key).certificate == new.certificate)
            pki.clock.advance(by: .hours(24))
            #expect(try await pki.renewed(old, key: new.key).certificate == new.certificate)
            pki.clock.advance(by: WireDuration(milliseconds: 1))
            let refusal = try await pki.refusal(reenrolling: old.request(key: new.key), as: old.certificate)
            #expect(refusal?.code == "client-certificate-replaced" && refusal?.kind == .unauthenticated)
            #expect(try refusal?.sentence.contains("replaced by \(new.serial), which is ACTIVE") == true)
            #expect(try await pki.state() == before)
        }
    }

    @Test("gets another one for another key; what it never got is superseded")
    func otherKey() async throws {
        try await withNear { pki, old in
            let lost = try await pki.renewed(old)
            let before = try await pki.head()
            pki.clock.advance(by: .hours(1))
            let new = try await pki.renewed(old)
            #expect(try await pki.eventTypes(after: before) == ReenrollmentTests.cascade)
            let slot = try #require(try await pki.devices.device("pump-7").slots.first)
            #expect(try slot.activeCertificate?.certificate.der == new.certificate)
            #expect(try slot.archiveCertificates.map(\.serialNumber) == [old.serial, lost.serial])
            // The grace is that of the first loss: it does not begin again with each.
            pki.clock.advance(by: WireDuration(milliseconds: 23 * 3_600_000 + 1))
            #expect(
                try await pki.refusal(reenrolling: old.request(), as: old.certificate)?.code
                    == "client-certificate-replaced")
        }
    }

    @Test("asks again after its certificate ran out meanwhile")
    func ranOut() async throws {
        try await withNear { pki, old in
            let end = Timestamp(seconds: try ParsedCertificate(der: old.certificate).notAfter)
            pki.clock.advance(by: WireDuration(milliseconds: end.milliseconds - pki.clock.now.milliseconds))
            let new = try await pki.renewed(old)
            pki.clock.advance(by: .hours(1))
            #expect(try await pki.renewed(old, key: new.key).certificate == new.certificate)
            _ = try await pki.renewed(old)
        }
    }

    @Test("gets nothing where the new certificate was revoked, or where another certificate had it made")
    func noWayBack() async throws {
        try await withNear { pki, old in
            let new = try await pki.renewed(old)
            let newer: EnrolledDevice
            try await pki.wish(for: "pump-7")
            newer = try await pki.renewed(new)
            for key in [new.key, newer.key, P256.Signing.PrivateKey()] {
                let refusal = try await pki.refusal(reenrolling: old.request(key: key), as: old.certificate)
                #expect(refusal?.code == "client-certificate-replaced")
            }
            try await pki.revoke(newer.serial)
            for key in [newer.key, P256.Signing.PrivateKey()] {
                let refusal = try await pki.refusal(reenrolling: new.request(key: key), as: new.certificate)
                #expect(refusal?.sentence.contains("which is REVOKED") == true)
            }
        }
    }

    @Test("is not mistaken for one whose certificate was replaced over its head by a bootstrap certificate")
    func replacedByBootstrap() async throws {
        try await withNear { pki, old in
            try await pki.allowNewEnrollment(of: "pump-7")
            _ = try await pki.enrolled("pump-7")
            let refusal = try await pki.refusal(reenrolling: old.request(), as: old.certificate)
            #expect(refusal?.code == "client-certificate-replaced")
        }
    }

    @Test("is not mistaken for one whose certificate had been revoked")
    func revokedBefore() async throws {
        try await withNear { pki, old in
            try await pki.revoke(old.serial)
            _ = try await pki.enrolled("pump-7")
            let refusal = try await pki.refusal(reenrolling: old.request(), as: old.certificate)
            #expect(refusal?.code == "client-certificate-replaced")
        }
    }

    @Test("has its request's own signature checked all the same")
    func possession() async throws {
        try await withNear { pki, old in
            let new = try await pki.renewed(old)
            var request = try old.request(key: new.key).der
            request[request.count - 1] ^= 1
            let refusal = await #expect(throws: Refusal.self) {
                try await pki.reenroll(request, as: [old.certificate])
            }
            #expect(refusal?.code == "csr-signature")
        }
    }

    @Test("and sends the same request many times at once gets one certificate, in every answer")
    func sameAtOnce() async throws {
        try await withNear { pki, old in
            let before = try await pki.head()
            let request = try old.request().der
            let answers = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 0..<8 { group.addTask { try await pki.reenroll(request, as: [old.certificate]) } }
                return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
            }
            #expect(answers.count == 1)
            #expect(try await pki.eventTypes(after: before) == ReenrollmentTests.cascade)
            #expect(try await pki.devices.device("pump-7").slots[0].activeCertificate?.certificate.der == answers.first)
        }
    }

    @Test("and asks for several keys at once has a certificate in the end that is in one of the answers and counts")
    func differentAtOnce() async throws {
        try await withNear { pki, old in
            let before = try await pki.head()
            let requests = try (0..<8).map { _ in try old.request().der }
            let answers = await withTaskGroup(of: Result<[UInt8], any Error>.self) { group in
                for request in requests {
                    group.addTask {
                        do { return .success(try await pki.reenroll(request, as: [old.certificate])) } catch {
                            return .failure(error)
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let won = answers.compactMap { try? $0.get() }
            let active = try await pki.devices.device("pump-7").slots[0].activeCertificate?.certificate.der
            #expect(won.contains { $0 == active })
            let refusals = answers.compactMap { answer -> Refusal? in
                guard case .failure(let error) = answer else { return nil }
                return error as? Refusal
            }
            #expect(refusals.count == 8 - won.count)
            #expect(refusals.allSatisfy { $0.code == "renewal-overtaken" && $0.kind == .conflict })
            let types = try await pki.eventTypes(after: before)
            #expect(types == Array(repeating: ReenrollmentTests.cascade, count: won.count).flatMap { $0 })
        }
    }

    @Test("and had another request granted meanwhile is told so, and keeps what that one brought")
    func overtaken() async throws {
        try await withNear { pki, old in
            let slow = EnrollmentAttempt(
                label: "line-1", request: try old.request().der, client: ClientEvidence(presented: [old.certificate]))
            let (renewal, permit) = try await permitted(slow, pki)
            let fast = try await pki.renewed(old)
            let before = try await pki.state()
            let refusal = await #expect(throws: Refusal.self) {
                try await pki.enrollment.renewOnce(renewal, permit)
            }
            #expect(refusal?.code == "renewal-overtaken" && refusal?.kind == .conflict)
            #expect(try await pki.state() == before)
            #expect(try await pki.cas.certificate(fast.serial).status == .active)
        }
    }

    /// What a server has found out when it goes to sign.
    private func permitted(
        _ attempt: EnrollmentAttempt, _ pki: TestPKI
    ) async throws -> (Reenrollment, Reenrollment.Permit) {
        guard case .renewal(let renewal) = try await pki.enrollment.meaning(of: attempt) else { throw NoCertificate() }
        let decision = try await pki.database.read { snapshot in try renewal.decide(on: snapshot) }
        guard case .renew(let permit) = decision else { throw NoCertificate() }
        return (renewal, permit)
    }

    private func withNear(_ body: @Sendable (TestPKI, EnrolledDevice) async throws -> Void) async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let device = try await pki.enrolled("pump-7")
            pki.clock.advance(by: .days(358))
            try await body(pki, device)
        }
    }
}
