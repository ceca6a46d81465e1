import CertificateAuthority
import DeviceManager
import EventLog
import Events
import ManagementAPI
import PKIX
import RegistrationAuthority
import Testing
import TestPKI

@Suite("A remote DMS")
struct RemoteEnrollmentTests {
    @Test("enrols its devices by its own certificate, and is named in the events")
    func enrollment() async throws {
        try await withPKI { pki in
            let dms = try await pki.insertRemoteDMS()
            let before = try await pki.head()
            let request = try TestRequest("pump-7")
            let certificate = try ParsedCertificate(der: try await pki.enroll(request, dms, label: dms.name))
            #expect(certificate.subject.commonName == "pump-7" && certificate.issuer.commonName == "issuing")
            let events = try await pki.events(after: before)
            #expect(
                events.map(\.type) == [
                    "io.lamassuiot.device.create", "ca.sign-certificate", "io.lamassuiot.device.enroll",
                ])
            #expect(events.allSatisfy { $0.actor == "dms:plant-2" })
            #expect(try await pki.devices.device("pump-7").dmsName == "plant-2")
            #expect(try await pki.enroll(request, dms, label: dms.name) == certificate.der)
            #expect(try await pki.head() == before + 3)
        }
    }

    @Test("chooses among its authorised CAs by the label, and takes the first one else")
    func chosenCA() async throws {
        try await withPKI { pki in
            let dms = try await pki.insertRemoteDMS(authorizedCAs: ["issuing", "second"])
            try await pki.createCA("second", under: "root", years: 5)
            let first = try await pki.enroll(try TestRequest("pump-1"), dms, label: "plant-2")
            let second = try await pki.enroll(try TestRequest("pump-2"), dms, label: "plant-2@second")
            #expect(try ParsedCertificate(der: first).issuer.commonName == "issuing")
            #expect(try ParsedCertificate(der: second).issuer.commonName == "second")
            #expect(try await pki.authorities("plant-2") == ["issuing", "root", "second"])
            #expect(try await pki.authorities("plant-2@second") == ["second", "root"])
            let refusal = await #expect(throws: Refusal.self) { try await pki.authorities("plant-2@root") }
            #expect(refusal?.code == "ca-not-authorized")
        }
    }

    @Test("renews what is live under the same names, with the event of a renewal, and enrols what is not there")
    func renewal() async throws {
        try await withPKI { pki in
            let dms = try await pki.insertRemoteDMS()
            let first = try await pki.renew(try TestRequest("pump-7", dnsNames: ["pump-7.example"]), dms)
            #expect(try await pki.eventTypes().last == "io.lamassuiot.device.enroll")
            let before = try await pki.head()
            let second = try await pki.renew(try TestRequest("pump-7", dnsNames: ["PUMP-7.example"]), dms)
            #expect(
                try await pki.eventTypes(after: before) == [
                    "ca.sign-certificate", "certificate.update.status", "io.lamassuiot.device.rotate",
                    "io.lamassuiot.device.reenroll",
                ])
            let slot = try #require(try await pki.devices.device("pump-7").slots.first)
            #expect(try slot.activeCertificate?.certificate.der == second)
            #expect(try slot.archiveCertificates.map { try $0.certificate.der } == [first])
            #expect(slot.archiveCertificates.first?.revocationReason == .superseded)
        }
    }

    @Test("is refused a renewal under other names, each with its sentence")
    func renewalNames() async throws {
        try await withPKI { pki in
            let dms = try await pki.insertRemoteDMS()
            _ = try await pki.renew(try TestRequest("pump-7", dnsNames: ["a.example"]), dms)
            let head = try await pki.head()
            for names in [[], ["b.example"], ["a.example", "b.example"]] {
                let refusal = await #expect(throws: Refusal.self) {
                    try await pki.renew(try TestRequest("pump-7", dnsNames: names), dms)
                }
                #expect(refusal?.code == "renewal-names" && refusal?.kind == .invalid)
            }
            #expect(try await pki.head() == head)
        }
    }
}

@Suite("A remote DMS is refused")
struct RemoteRefusalTests {
    @Test("without a certificate, and with any but its own")
    func otherCertificates() async throws {
        try await withPKI { pki in
            _ = try await pki.insertRemoteDMS()
            let other = try await pki.insertRemoteDMS("plant-3")
            let device = try await pki.certificate("pump-9", from: "issuing").certificate.der
            #expect(await pki.remoteRefusal([])?.code == "client-certificate-missing")
            for presented in [other.certificate, device] {
                let refusal = await pki.remoteRefusal([presented])
                #expect(refusal?.kind == .unauthenticated && refusal?.code == "client-certificate-refused")
                #expect(refusal?.sentence.contains("is not the present certificate of DMS \"plant-2\"") == true)
            }
            #expect(await pki.remoteRefusal([[0x30, 0x00]])?.code == "client-certificate-malformed")
        }
    }

    @Test("with its own certificate once that is revoked, on hold or expired, and may again after a hold")
    func standing() async throws {
        try await withPKI { pki in
            let dms = try await pki.insertRemoteDMS()
            try await pki.set(dms.serial, .revoked, .certificateHold)
            #expect(await pki.remoteRefusal([dms.certificate])?.code == "client-certificate-revoked")
            try await pki.set(dms.serial, .active, nil)
            #expect(await pki.remoteRefusal([dms.certificate]) == nil)
            pki.clock.advance(by: .days(400))
            let refusal = await pki.remoteRefusal([dms.certificate])
            #expect(refusal?.kind == .unauthenticated && refusal?.sentence.contains("expired") == true)
        }
    }

    @Test("with a certificate that is for servers, and with one of a CA that is revoked")
    func purposeAndIssuer() async throws {
        try await withPKI { pki in
            let server = try await pki.insertRemoteDMS(profile: "server")
            let refusal = await pki.remoteRefusal([server.certificate])
            #expect(refusal?.kind == .unauthenticated && refusal?.sentence.contains("client") == true)
            try await pki.createCA("second", under: "root", years: 5)
            let dms = try await pki.insertRemoteDMS("plant-3", authorizedCAs: ["second"])
            _ = try await pki.cas.updateStatus(
                of: "issuing", to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            #expect(await pki.remoteRefusal([dms.certificate], label: "plant-3")?.kind == .unauthenticated)
        }
    }

    @Test("for a device of another DMS, by a CA that is not authorised, and before it is approved")
    func bounds() async throws {
        try await withPKI { pki in
            let dms = try await pki.insertRemoteDMS()
            let other = try await pki.insertRemoteDMS("plant-3")
            let waiting = try await pki.insertRemoteDMS("plant-4", status: .pendingApproval)
            _ = try await pki.enroll(try TestRequest("pump-7"), other, label: "plant-3")
            let head = try await pki.head()
            let foreign = await pki.remoteRefusal([dms.certificate])
            #expect(foreign?.kind == .forbidden && foreign?.code == "device-of-another-dms")
            let unauthorized = await pki.remoteRefusal([dms.certificate], label: "plant-2@root")
            #expect(unauthorized?.kind == .forbidden && unauthorized?.code == "ca-not-authorized")
            let unapproved = await pki.remoteRefusal([waiting.certificate], label: "plant-4")
            #expect(unapproved?.kind == .forbidden && unapproved?.code == "dms-not-approved")
            #expect(try await pki.head() == head)
        }
    }

    @Test("and a bootstrap certificate opens a cloud DMS only, for its one CA only")
    func cloud() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let dms = try await pki.insertRemoteDMS()
            let bootstrap = try await pki.certificate("boot").certificate.der
            #expect(await pki.remoteRefusal([bootstrap])?.code == "client-certificate-refused")
            #expect(await pki.remoteRefusal([dms.certificate], label: "line-1")?.kind == .unauthenticated)
            #expect(await pki.remoteRefusal([bootstrap], label: "line-1@root")?.code == "ca-not-authorized")
            #expect(await pki.remoteRefusal([bootstrap], label: "line-1@issuing") == nil)
        }
    }
}

extension TestPKI {
    fileprivate func enroll(_ request: TestRequest, _ dms: RemoteDMS, label: String) async throws -> [UInt8] {
        try await enrollment.enroll(label: label, request: request.der, presented: [dms.certificate])
    }

    @discardableResult
    fileprivate func renew(_ request: TestRequest, _ dms: RemoteDMS) async throws -> [UInt8] {
        let outcome = try await enrollment.reenroll(
            EnrollmentAttempt(
                label: dms.name, request: request.der, client: ClientEvidence(presented: [dms.certificate])))
        guard case .issued(let certificate) = outcome else { throw EnrollmentPending() }
        return certificate
    }

    @discardableResult
    fileprivate func authorities(_ label: String) async throws -> [String?] {
        try await enrollment.caCertificates(label: label).map { try ParsedCertificate(der: $0).subject.commonName }
    }

    fileprivate func remoteRefusal(_ presented: [[UInt8]], label: String = "plant-2") async -> Refusal? {
        guard let request = try? TestRequest("pump-7") else { return nil }
        return await refusal(enrolling: request, presented, label: label)
    }

    fileprivate func set(_ serial: String, _ status: CertificateStatus, _ reason: RevocationReason?) async throws {
        _ = try await cas.updateCertificateStatus(
            of: serial, to: CertificateStatusBody(status: status, revocationReason: reason), by: Self.caller)
    }
}
