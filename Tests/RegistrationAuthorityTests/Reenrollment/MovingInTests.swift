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

/// Devices that have a certificate of an additional validation CA, which never was in a slot here.
@Suite("A device that moves in")
struct MovingInTests {
    @Test("with a certificate of an additional validation CA gets its first one here, once it is registered")
    func movesIn() async throws {
        try await withOldPlant { pki, old in
            let request = try old.request()
            let refusal = try await pki.refusal(reenrolling: request, as: old.certificate)
            #expect(refusal?.code == "device-not-registered" && refusal?.kind == .forbidden)
            try await register("pump-7", pki)
            let before = try await pki.head()
            let der = try await pki.reenroll(request.der, as: [old.certificate])
            #expect(
                try await pki.eventTypes(after: before) == ["ca.sign-certificate", "io.lamassuiot.device.reenroll"])
            #expect(try ParsedCertificate(der: der).issuer.commonName == "issuing")
            #expect(try await pki.devices.device("pump-7").status == .fullyProvisioned)
            #expect(try await pki.reenroll(request.der, as: [old.certificate]) == der)
            // The answer got lost, and the key with it.
            _ = try await pki.reenroll(try old.request().der, as: [old.certificate])
            pki.clock.advance(by: .hours(25))
            #expect(
                try await pki.refusal(reenrolling: old.request(), as: old.certificate)?.code == "already-enrolled")
        }
    }

    @Test("shows a certificate with its own name, in validity, that is not revoked")
    func checks() async throws {
        try await withOldPlant { pki, old in
            try await register("pump-7", pki)
            try await register("pump-8", pki)
            #expect(
                try await pki.refusal(reenrolling: TestRequest("pump-8"), as: old.certificate)?.code
                    == "subject-changed")
            #expect(
                try await pki.refusal(
                    reenrolling: TestRequest("pump-7", dnsNames: ["x.example"]), as: old.certificate)?.code
                    == "alternative-names-changed")
            try await pki.revoke(old.serial)
            #expect(
                try await pki.refusal(reenrolling: old.request(), as: old.certificate)?.code
                    == "client-certificate-revoked")
            pki.clock.advance(by: .days(500))
            let refusal = try await pki.refusal(reenrolling: old.request(), as: old.certificate)
            #expect(refusal?.kind == .unauthenticated)
            #expect(try await pki.devices.device("pump-7").status == .pendingProvisioning)
        }
    }

    @Test("by a certificate that is on no record here is refused")
    func offRecord() async throws {
        try await withOldPlant { pki, _ in
            try await register("pump-7", pki)
            let unknown = try await pki.cas.issue(
                .init(der: TestRequest("pump-7").der), with: "old-plant", profile: "device", by: TestPKI.caller)
            let refusal = try await pki.refusal(reenrolling: TestRequest("pump-7"), as: unknown.certificate.der)
            #expect(refusal?.code == "client-certificate-unknown" && refusal?.kind == .unauthenticated)
        }
    }

    @Test("does not take the place of a certificate that is here, unless that may be replaced")
    func occupied() async throws {
        try await withOldPlant { pki, old in
            let present = try await pki.enrolled("pump-7")
            #expect(
                try await pki.refusal(reenrolling: old.request(), as: old.certificate)?.code == "already-enrolled")
            try await pki.revoke(present.serial)
            #expect(
                try await pki.refusal(reenrolling: old.request(), as: old.certificate)?.code == "already-enrolled")
            try await pki.allowNewEnrollment(of: "pump-7")
            _ = try await pki.reenroll(try old.request().der, as: [old.certificate])
        }
    }

    private func register(_ name: String, _ pki: TestPKI) async throws {
        let device = Device(
            registered: name, dmsName: "line-1", tags: [], iconName: "", iconColor: "", at: pki.clock.now)
        try await pki.database.write { tx in try tx.register(device, by: TestPKI.caller) }
    }

    private func withOldPlant(_ body: @Sendable (TestPKI, EnrolledDevice) async throws -> Void) async throws {
        try await withPKI { pki in
            try await pki.createCA("old-plant")
            try await pki.createDMS { $0.reenrollmentSettings.additionalValidationCAs = ["old-plant"] }
            let request = try TestRequest("pump-7")
            let signed = try await pki.cas.sign(SignBody(csr: request.encoded), with: "old-plant", by: TestPKI.caller)
            try await body(
                pki, EnrolledDevice(name: "pump-7", key: request.key, certificate: try signed.certificate.der))
        }
    }
}
