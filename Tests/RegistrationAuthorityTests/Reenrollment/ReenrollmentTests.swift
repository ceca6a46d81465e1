import CertificateAuthority
import Crypto
import DeviceManager
import EventLog
import Events
import ManagementAPI
import PKIX
import RegistrationAuthority
import TestPKI
import Testing

@Suite("A renewal by the device's own certificate")
struct ReenrollmentTests {
    static let cascade = [
        "ca.sign-certificate", "certificate.update.status", "io.lamassuiot.device.rotate",
        "io.lamassuiot.device.reenroll",
    ]

    @Test("replaces the certificate, fulfils the wish, and is told of by the cascade of a re-enrolment")
    func renewal() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let old = try await pki.enrolled("pump-7", dnsNames: ["pump-7.example"])
            pki.clock.advance(by: .days(358))
            try await pki.monitor().pass()
            #expect(try await pki.devices.device("pump-7").slots[0].reenrollmentWish != nil)
            let before = try await pki.head()
            let new = try await pki.renewed(old)

            let events = try await pki.events(after: before)
            #expect(events.map(\.type) == Self.cascade)
            #expect(events.map(\.subject).suffix(2) == ["device/pump-7", "device/pump-7"])
            let status = try WireJSON.decode(CertificatePayload.self, from: events[1].data)
            #expect(try status.serialNumber == old.serial && status.revocationReason == .superseded)
            let rotated = try WireJSON.decode(SlotChangedPayload.self, from: events[2].data)
            #expect(try rotated.activeCertificate?.serialNumber == new.serial)
            #expect(rotated.previous.reenrollmentWish?.reason == "preventive-window")
            let told = try WireJSON.decode(EnrollmentPayload.self, from: events[3].data)
            #expect(try told.certificate.der == new.certificate && told.deviceStatus == .fullyProvisioned)

            let device = try await pki.devices.device("pump-7")
            #expect(device.status == .fullyProvisioned && device.slots[0].reenrollmentWish == nil)
            #expect(try device.slots[0].archiveCertificates.map(\.serialNumber) == [old.serial])
            let parsed = try ParsedCertificate(der: new.certificate)
            #expect(parsed.publicKey.bits == Array(new.key.publicKey.x963Representation))
            #expect(parsed.extensions.value(.subjectAltName) != nil)
        }
    }

    @Test("may keep the key, and works again and again, each time by the certificate that the last one gave")
    func sameKey() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            var device = try await pki.enrolled("modem:pump-7")
            let first = device
            for _ in 1...3 {
                pki.clock.advance(by: .days(360))
                let before = try await pki.head()
                device = try await pki.renewed(device, key: device.key)
                #expect(try await pki.eventTypes(after: before) == Self.cascade)
            }
            let slot = try #require(try await pki.devices.device("pump-7").slots.first)
            #expect(slot.id == "modem" && slot.archiveCertificates.count == 3)
            #expect(try slot.activeCertificate?.certificate.der == device.certificate)
            #expect(device.certificate != first.certificate)
        }
    }

    @Test("comes late where the DMS allows that: the old certificate stays EXPIRED")
    func expired() async throws {
        try await withPKI { pki in
            try await pki.createDMS { $0.reenrollmentSettings.allowExpiredRenewal = true }
            let old = try await pki.enrolled("pump-7")
            pki.clock.advance(by: .days(500))
            try await pki.monitor().pass()
            let before = try await pki.head()
            _ = try await pki.renewed(old)
            #expect(try await pki.eventTypes(after: before) == [Self.cascade[0], Self.cascade[2], Self.cascade[3]])
            #expect(try await pki.cas.certificate(old.serial).status == .expired)
            #expect(try await pki.devices.device("pump-7").status == .fullyProvisioned)
        }
    }

    @Test("that comes late is none of the monitor's: a certificate that it has not looked at yet is revoked as usual")
    func expiredUnseen() async throws {
        try await withPKI { pki in
            try await pki.createDMS { $0.reenrollmentSettings.allowExpiredRenewal = true }
            let old = try await pki.enrolled("pump-7")
            pki.clock.advance(by: .days(500))
            let before = try await pki.head()
            _ = try await pki.renewed(old)
            #expect(try await pki.eventTypes(after: before) == Self.cascade)
        }
    }

    @Test("is early where somebody wants it, or where the DMS or the device may replace a certificate at any time")
    func early() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let wanted = try await pki.enrolled("wanted")
            let allowed = try await pki.enrolled("allowed")
            try await pki.wish(for: "wanted")
            try await pki.allowNewEnrollment(of: "allowed")
            let before = try await pki.head()
            _ = try await pki.renewed(wanted)
            _ = try await pki.renewed(allowed)
            #expect(try await pki.eventTypes(after: before) == Self.cascade + Self.cascade)
            #expect(try await pki.devices.device("wanted").slots[0].reenrollmentWish == nil)

            let free = try await pki.enrolled("free")
            #expect(try await pki.refusal(reenrolling: free.request(), as: free.certificate) != nil)
            try await pki.changeProfile(of: "line-1") { $0.enrollmentSettings.allowNewAutoEnrollment = true }
            _ = try await pki.renewed(free)
        }
    }

    @Test("opens when the window of the DMS does, to the second")
    func window() async throws {
        try await withPKI { pki in
            try await pki.createDMS { $0.reenrollmentSettings.preventiveRenewalInterval = .days(30) }
            let device = try await pki.enrolled("pump-7")
            let opens = Timestamp(seconds: try ParsedCertificate(der: device.certificate).notAfter) - .days(30)
            pki.clock.advance(by: .seconds(opens.seconds - pki.clock.now.seconds - 1))
            let refusal = try #require(try await pki.refusal(reenrolling: device.request(), as: device.certificate))
            #expect(refusal.code == "renewal-too-early" && refusal.kind == .conflict)
            #expect(refusal.sentence.contains("may be renewed from \(opens) on"))
            pki.clock.advance(by: .seconds(1))
            _ = try await pki.renewed(device)
        }
    }

    @Test("is by the authorised CA of today; what came by another of its keys, or by a CA that was before, counts")
    func otherIssuers() async throws {
        try await withPKI { pki in
            try await pki.createDMS { $0.reenrollmentSettings.allowExpiredRenewal = true }
            let first = try await pki.enrolled("pump-7")
            _ = try await pki.cas.rekey(ca: "issuing", RekeyCABody(), by: TestPKI.caller)
            pki.clock.advance(by: .days(360))
            let second = try await pki.renewed(first)

            try await pki.createCA("issuing-2", under: "root", years: 5)
            try await pki.changeProfile(of: "line-1") { $0.enrollmentSettings.authorizedCA = "issuing-2" }
            pki.clock.advance(by: .days(360))
            let refusal = try #require(try await pki.refusal(reenrolling: second.request(), as: second.certificate))
            #expect(refusal.kind == .unauthenticated && refusal.sentence.contains("issued by CA \"issuing\", which is"))
            try await pki.changeProfile(of: "line-1") { $0.reenrollmentSettings.additionalValidationCAs = ["issuing"] }
            let third = try await pki.renewed(second)
            #expect(try ParsedCertificate(der: third.certificate).issuer.commonName == "issuing-2")
            // A CA further up vouches as well, though the device does not send what is between.
            try await pki.changeProfile(of: "line-1") {
                $0.enrollmentSettings.authorizedCA = "issuing"
                $0.reenrollmentSettings.additionalValidationCAs = ["root"]
            }
            pki.clock.advance(by: .days(800))
            #expect(try ParsedCertificate(der: try await pki.renewed(third).certificate).issuer.commonName == "issuing")
        }
    }

    @Test("with a bootstrap certificate is an enrolment, as before: strongSwan asks so")
    func bootstrap() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            try await pki.createCA("elsewhere")
            try await pki.changeProfile(of: "line-1") {
                $0.reenrollmentSettings.additionalValidationCAs = ["elsewhere"]
            }
            let bootstrap = try await pki.certificate("batch").certificate.der
            let before = try await pki.head()
            let request = try TestRequest("pump-7")
            let der = try await pki.reenroll(request.der, as: [bootstrap])
            let types = try await pki.eventTypes(after: before)
            #expect(types.last == "io.lamassuiot.device.enroll" && types.count == 3)
            #expect(try await pki.reenroll(request.der, as: [bootstrap]) == der)
            let refusal = try await pki.refusal(reenrolling: TestRequest("pump-7"), as: bootstrap)
            #expect(refusal?.code == "already-enrolled")
        }
    }
}
