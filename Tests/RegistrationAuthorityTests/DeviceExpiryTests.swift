import CertificateAuthority
import DeviceManager
import EventLog
import Events
import ManagementAPI
import PKIX
import RegistrationAuthority
import Storage
import StorageSQLite
import TestPKI
import Testing

/// Devices follow the dates of their certificates (events.md, section 5).
@Suite("Devices whose certificates run out")
struct DeviceExpiryTests {
    @Test(
        "are warned about, asked to re-enrol once, and need action when that does not happen, each in the right order")
    func transitions() async throws {
        try await withPKI { pki in
            try await pki.createDMS { $0.reenrollmentSettings.preventiveRenewalInterval = .days(30) }
            let serial = try await enroll("pump-1", pki)
            var device = try await pki.devices.device("pump-1")
            #expect(device.status == .fullyProvisioned && device.slots[0].reenrollmentWish == nil)

            let near = try await look(pki, after: .days(335))
            #expect(
                near.map { "\($0.type) \($0.subject)" } == [
                    "certificate.update.status certificate/\(serial)", "io.lamassuiot.device.update device/pump-1",
                    "io.lamassuiot.device.forceReenroll device/pump-1",
                ])
            device = try await pki.devices.device("pump-1")
            #expect(device.status == .provisionedWithWarnings)
            #expect(try WireJSON.decode(DevicePayload.self, from: near[1].data) == device)
            let wish = try #require(device.slots[0].reenrollmentWish)
            #expect(wish.reason == "preventive-window" && wish.by == "expiry-monitor")
            #expect(wish.requestedAt == pki.clock.now.milliseconds)
            let payload = try WireJSON.decode(ForceReenrollPayload.self, from: near[2].data)
            #expect(payload.requireReenrollment && payload.deviceID == "pump-1" && payload.slotID == "default")
            #expect(payload.certificate == device.slots[0].activeCertificate?.certificate)
            #expect(payload.deviceStatus == .provisionedWithWarnings && payload.dmsName == "line-1")

            let critical = try await look(pki, after: .days(27))
            #expect(critical.map(\.type) == ["certificate.update.status", "io.lamassuiot.device.update"])
            #expect(try await pki.devices.device("pump-1").status == .requiresAction)
            let expired = try await look(pki, after: .days(3))
            #expect(expired.map(\.type) == ["certificate.update.status"], "the device's status was that already")
            #expect(try await pki.devices.device("pump-1").slots[0].reenrollmentWish == wish)
        }
    }

    @Test("that slept through it all have every arrow with what follows from it, and the window of their DMS counts")
    func jump() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            try await pki.createDMS("line-2") { $0.reenrollmentSettings.preventiveRenewalInterval = .days(60) }
            _ = try await enroll("pump-1", pki)
            _ = try await enroll("pump-2", pki, at: "line-2")
            let first = try await look(pki, after: .days(320))
            #expect(
                first.map(\.subject).filter { $0.hasPrefix("device") } == ["device/pump-2", "device/pump-2"])
            let types = try await look(pki, after: .days(42)).filter { $0.subject != "device/pump-2" }.map(\.type)
            let update = "certificate.update.status"
            let expected = [
                update, "io.lamassuiot.device.update", "io.lamassuiot.device.forceReenroll", update,
                "io.lamassuiot.device.update",
            ]
            // Of pump-2 there is the arrow to CRITICAL, somewhere between them.
            #expect(types.filter { $0 != update } == expected.filter { $0 != update } && types.count == 6)
        }
    }

    @Test("that re-enrol have fulfilled the wish, and are as new")
    func fulfilled() async throws {
        try await withPKI { pki in
            try await pki.createDMS { $0.enrollmentSettings.allowNewAutoEnrollment = true }
            _ = try await enroll("pump-1", pki)
            _ = try await look(pki, after: .days(358))
            #expect(try await pki.devices.device("pump-1").slots[0].reenrollmentWish != nil)
            let before = try await pki.head()
            _ = try await enroll("pump-1", pki)
            let device = try await pki.devices.device("pump-1")
            #expect(device.status == .fullyProvisioned && device.slots[0].reenrollmentWish == nil)
            let rotate = try #require(try await pki.events(after: before).first { $0.type.hasSuffix("rotate") })
            let payload = try WireJSON.decode(SlotChangedPayload.self, from: rotate.data)
            #expect(payload.previous.reenrollmentWish?.reason == "preventive-window")
            // The old certificate is revoked: nothing of it runs out any more.
            #expect(try await look(pki, after: .days(20)).isEmpty)
        }
    }

    @Test("are left alone where the window shrinks before their end nears: the wish of the monitor is withdrawn")
    func withdrawn() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let serial = try await enroll("pump-1", pki)
            // As a certificate from before DMSs had windows of their own.
            let number = try SerialNumber(hex: serial)
            _ = try await pki.database.write { tx in
                try tx.execute("UPDATE certificate SET preventive = NULL WHERE serial = \(number.bytes)")
            }
            let wide = ExpiryWindows(preventive: .days(100), critical: .days(3))
            let monitor = pki.monitor(of: pki.anotherService(windows: wide))
            pki.clock.advance(by: .days(300))
            try await monitor.applyWindows()
            try await monitor.pass()
            #expect(try await pki.devices.device("pump-1").slots[0].reenrollmentWish != nil)
            let before = try await pki.head()
            try await pki.monitor().applyWindows()
            let events = try await pki.events(after: before).filter {
                $0.subject.hasPrefix("device") || $0.subject == "certificate/\(serial)"
            }
            #expect(
                events.map(\.type) == [
                    "certificate.update.status", "io.lamassuiot.device.update", "io.lamassuiot.device.forceReenroll",
                ])
            #expect(try WireJSON.decode(ForceReenrollPayload.self, from: events[2].data).requireReenrollment == false)
            let device = try await pki.devices.device("pump-1")
            #expect(device.status == .fullyProvisioned && device.slots[0].reenrollmentWish == nil)
        }
    }

    @Test("follow the revocation of their CA in a series, one device at a time")
    func series() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            for number in 1...5 { _ = try await enroll("pump-\(number)", pki) }
            let before = try await pki.head()
            let service = pki.anotherService(cascadeMax: 3)
            _ = try await service.revoke(ca: "issuing", to: .init(status: .revoked), by: TestPKI.caller)
            while try await pki.revocationWorker(of: service, batchMax: 2).step() {}
            let types = try await pki.eventTypes(after: before)
            let pair = ["certificate.update.status", "io.lamassuiot.device.revoke"]
            #expect(types == Array(repeating: pair, count: 5).flatMap { $0 } + ["ca.update.status"])
            #expect(try await pki.devices.device("pump-3").status == .requiresAction)
        }
    }

    /// - Returns: the serial number of the certificate.
    private func enroll(_ device: String, _ pki: TestPKI, at dms: String = "line-1") async throws -> String {
        let client = try await pki.certificate("boot-\(device)").certificate.der
        let der = try await pki.enrollment.enroll(
            label: dms, request: try TestRequest(device).der, presented: [client])
        return try ParsedCertificate(der: der).serial.hex
    }

    /// What the monitor has to tell then, but for bootstrap certificates.
    private func look(_ pki: TestPKI, after duration: WireDuration) async throws -> [LoggedEvent] {
        pki.clock.advance(by: duration)
        let before = try await pki.head()
        try await pki.monitor().pass()
        return try await pki.events(after: before).filter { event in
            guard event.type == "certificate.update.status" else { return true }
            return try WireJSON.decode(CertificatePayload.self, from: event.data).issuerMetadata.caID == "issuing"
        }
    }
}
