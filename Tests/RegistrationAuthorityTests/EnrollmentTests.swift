import CertificateAuthority
import Crypto
import DeviceManager
import EventLog
import Events
import JSONSchema
import ManagementAPI
import PKIX
import Testing
import TestPKI
import TestSupport
@testable import RegistrationAuthority

@Suite struct EnrollmentTests {
    @Test("the first enrolment of an unknown device registers it, in one transaction with the certificate")
    func firstEnrollment() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let bootstrap = try await pki.certificate("bootstrap-1").certificate.der
            let before = try await pki.head()
            let der = try await pki.enrollment.enroll(
                label: "line-1", request: try TestRequest("pump-7").der, presented: [bootstrap])

            let events = try await pki.events(after: before)
            #expect(
                events.map(\.type) == [
                    "io.lamassuiot.device.create", "ca.sign-certificate", "io.lamassuiot.device.enroll",
                ])
            let created = try WireJSON.decode(DevicePayload.self, from: events[0].data)
            #expect(created.status == .pendingProvisioning && created.dmsName == "line-1" && created.slots.isEmpty)
            let enrolled = try WireJSON.decode(EnrollmentPayload.self, from: events[2].data)
            #expect(try enrolled.certificate.der == der)
            #expect(enrolled.deviceStatus == .fullyProvisioned && enrolled.slotID == "default")
            let device = try await pki.devices.device("pump-7")
            #expect(device.status == .fullyProvisioned)
            #expect(try device.slots.first?.activeCertificate?.certificate.der == der)
            #expect(device.slots.first?.activeCertificate?.caName == "issuing")
        }
    }

    @Test("the same request by the same client gets the same certificate, until the grace is over")
    func lostAnswer() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let bootstrap = try await pki.certificate("bootstrap-1").certificate.der
            let request = try TestRequest("pump-7")
            let first = try await pki.enroll(request, bootstrap)
            let head = try await pki.head()
            let again = try TestRequest("pump-7", key: request.key)
            #expect(try await pki.enroll(again, bootstrap) == first)
            #expect(try await pki.head() == head)

            let other = try await pki.certificate("bootstrap-2").certificate.der
            #expect(await pki.refusal(enrolling: again, other)?.code == "already-enrolled")
            #expect(await pki.refusal(enrolling: try TestRequest("pump-7"), bootstrap)?.code == "already-enrolled")
            pki.clock.advance(by: .hours(25))
            #expect(await pki.refusal(enrolling: again, bootstrap)?.code == "already-enrolled")
        }
    }

    @Test("two enrolments of one device at the same moment end in one certificate")
    func race() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let bootstrap = try await pki.certificate("bootstrap-1").certificate.der
            let requests = try (0..<8).map { _ in try TestRequest("pump-7") }
            let before = try await pki.head()
            let won = await withTaskGroup(of: Bool.self) { group in
                for request in requests {
                    group.addTask { (try? await pki.enroll(request, bootstrap)) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(won == 1)
            #expect(try await pki.head() == before + 3)
        }
    }

    @Test(
        "where the DMS allows it, an enrolment over a live slot replaces its certificate by the cascade of a rotation")
    func replacement() async throws {
        try await withPKI { pki in
            try await pki.createDMS { $0.enrollmentSettings.allowNewAutoEnrollment = true }
            let bootstrap = try await pki.certificate("bootstrap-1").certificate.der
            let old = try ParsedCertificate(der: try await pki.enroll(try TestRequest("pump-7"), bootstrap))
            let before = try await pki.head()
            let new = try ParsedCertificate(der: try await pki.enroll(try TestRequest("pump-7"), bootstrap))
            let events = try await pki.events(after: before)
            #expect(
                events.map(\.type) == [
                    "ca.sign-certificate", "certificate.update.status", "io.lamassuiot.device.rotate",
                    "io.lamassuiot.device.enroll",
                ])
            let rotated = try WireJSON.decode(SlotChangedPayload.self, from: events[2].data)
            #expect(rotated.activeCertificate?.serialNumber == new.serial.hex)
            #expect(rotated.previous.activeCertificate?.serialNumber == old.serial.hex)
            #expect(rotated.archiveCertificates.map(\.revocationReason) == [.superseded])
            #expect(try await pki.cas.certificate(old.serial.hex).status == .revoked)
        }
    }

    @Test("revoking the certificate of a slot tells of the slot and moves the device")
    func revocation() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let bootstrap = try await pki.certificate("bootstrap-1").certificate.der
            let certificate = try ParsedCertificate(der: try await pki.enroll(try TestRequest("pump-7"), bootstrap))
            let before = try await pki.head()
            _ = try await pki.cas.updateCertificateStatus(
                of: certificate.serial.hex,
                to: CertificateStatusBody(status: .revoked, revocationReason: .keyCompromise), by: TestPKI.caller)
            let events = try await pki.events(after: before)
            #expect(events.map(\.type) == ["certificate.update.status", "io.lamassuiot.device.revoke"])
            let revoked = try WireJSON.decode(SlotChangedPayload.self, from: events[1].data)
            #expect(revoked.deviceStatus == .requiresAction && revoked.deviceID == "pump-7")
            #expect(revoked.previous.activeCertificate?.status == .active)
            #expect(revoked.activeCertificate?.revocationReason == .keyCompromise)
            #expect(try await pki.devices.device("pump-7").status == .requiresAction)
        }
    }

    @Test("cacerts hands out what the DMS says, with chains and without duplicates")
    func distribution() async throws {
        try await withPKI { pki in
            try await pki.createDMS {
                $0.caDistributionSettings.includeBootstrapCAs = true
                $0.caDistributionSettings.managedCAs = ["root", "issuing"]
            }
            let names = try await pki.enrollment.caCertificates(label: "line-1")
                .map { try ParsedCertificate(der: $0).subject.commonName }
            #expect(names == ["issuing", "root", "bootstrap"])
        }
    }
}

@Suite struct EnrollmentRefusalTests {
    @Test("without a client certificate, or with one of another CA, an enrolment is refused as unauthenticated")
    func clientCertificate() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let request = try TestRequest("pump-7")
            #expect(await pki.refusal(enrolling: request, nil)?.code == "client-certificate-missing")
            let foreign = try await pki.certificate("device", from: "issuing").certificate.der
            let refusal = await pki.refusal(enrolling: request, foreign)
            #expect(refusal?.kind == .unauthenticated && refusal?.code == "client-certificate-refused")
            #expect(await pki.refusal(enrolling: request, [0x30, 0x00])?.code == "client-certificate-malformed")
        }
    }

    @Test("an expired, a revoked and an unknown bootstrap certificate are refused, each by its own sentence")
    func bootstrapStatus() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let bootstrap = try await pki.certificate("bootstrap-1")
            let unknown = try await pki.cas.issue(
                .init(der: TestRequest("never-stored").der), with: "bootstrap", profile: "device", by: TestPKI.caller)
            let request = try TestRequest("pump-7")
            #expect(
                await pki.refusal(enrolling: request, unknown.certificate.der)?.code == "client-certificate-unknown")
            _ = try await pki.cas.updateCertificateStatus(
                of: bootstrap.serialNumber, to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            let der = try bootstrap.certificate.der
            #expect(await pki.refusal(enrolling: request, der)?.code == "client-certificate-revoked")
            pki.clock.advance(by: .days(400))
            #expect(await pki.refusal(enrolling: request, der)?.sentence.contains("expired") == true)
        }
    }

    @Test("a revoked bootstrap CA admits nobody")
    func revokedBootstrapCA() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let der = try await pki.certificate("bootstrap-1").certificate.der
            _ = try await pki.cas.updateStatus(
                of: "bootstrap", to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            #expect(await pki.refusal(enrolling: try TestRequest("pump-7"), der)?.kind == .unauthenticated)
        }
    }

    @Test("chain_validation_level limits how far above the client the bootstrap CA may stand")
    func chainLevel() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            try await pki.createCA("bootstrap-sub", under: "bootstrap", years: 5)
            try await pki.createDMS("level-1") { $0.enrollmentSettings.chainValidationLevel = 1 }
            let leaf = try await pki.certificate("b", from: "bootstrap-sub").certificate.der
            let sub = try await pki.cas.ca("bootstrap-sub").certificate.der
            let request = try TestRequest("pump-7")
            let refusal = await pki.refusal(enrolling: request, [leaf, sub], label: "level-1")
            #expect(refusal?.code == "client-certificate-refused")
            _ = try await pki.enrollment.enroll(label: "line-1", request: request.der, presented: [leaf, sub])
        }
    }

    @Test("an unknown label, a DMS that is not approved, and a pre-registering DMS refuse with 404 and 403")
    func dmsState() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            try await pki.createDMS("strict") { $0.enrollmentSettings.registrationMode = .preRegister }
            let der = try await pki.certificate("bootstrap-1").certificate.der
            let request = try TestRequest("pump-7")
            #expect(await pki.refusal(enrolling: request, [der], label: "nowhere")?.kind == .notFound)
            #expect(await pki.refusal(enrolling: request, [der], label: nil)?.kind == .notFound)
            #expect(await pki.refusal(enrolling: request, [der], label: "strict")?.kind == .forbidden)
            _ = try await pki.dmss.updateStatus(
                of: "line-1", to: DMSStatusBody(status: .revoked), by: TestPKI.caller)
            #expect(await pki.refusal(enrolling: request, [der], label: "line-1")?.code == "dms-not-approved")
        }
    }

    @Test("a device of another DMS is refused, whatever its bootstrap certificate")
    func otherDMS() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            try await pki.createDMS("line-2") { $0.enrollmentSettings.allowNewAutoEnrollment = true }
            let der = try await pki.certificate("bootstrap-1").certificate.der
            _ = try await pki.enroll(try TestRequest("pump-7"), der)
            let refusal = await pki.refusal(enrolling: try TestRequest("pump-7"), [der], label: "line-2")
            #expect(refusal?.code == "device-of-another-dms" && refusal?.kind == .forbidden)
        }
    }

    @Test("a common name must name one device", arguments: ["a:b:c", ":a", "a:", ""])
    func commonName(name: String) async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let der = try await pki.certificate("bootstrap-1").certificate.der
            let head = try await pki.head()
            #expect(await pki.refusal(enrolling: try TestRequest(name), der)?.kind == .invalid)
            #expect(try await pki.head() == head)
        }
    }

    @Test("a DMS that names what is not there is refused with a pointer to each fault")
    func invalidDMS() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            let profile = IdentityProfile(
                enrollmentSettings: EnrollmentSettings(
                    authorizedCA: "missing", bootstrapCAs: ["root", "gone"], chainValidationLevel: -1))
            let refusal = await #expect(throws: Refusal.self) {
                try await pki.dmss.create(
                    CreateDMSBody(name: "x", cloudDMS: true, identityProfile: profile), by: TestPKI.caller)
            }
            #expect(
                refusal?.faults.map(\.pointer) == [
                    "/identity_profile/enrollment_settings/authorized_ca",
                    "/identity_profile/enrollment_settings/bootstrap_cas/1",
                ])
            #expect(try await pki.head() == 1)
        }
    }
}

extension TestPKI {
    func enroll(_ request: TestRequest, _ bootstrap: [UInt8]) async throws -> [UInt8] {
        try await enrollment.enroll(label: "line-1", request: request.der, presented: [bootstrap])
    }

    func refusal(enrolling request: TestRequest, _ client: [UInt8]?) async -> Refusal? {
        await refusal(enrolling: request, client.map { [$0] } ?? [], label: "line-1")
    }

    func refusal(enrolling request: TestRequest, _ presented: [[UInt8]], label: String?) async -> Refusal? {
        do {
            _ = try await enrollment.enroll(label: label, request: request.der, presented: presented)
            return nil
        } catch {
            return error as? Refusal
        }
    }
}
