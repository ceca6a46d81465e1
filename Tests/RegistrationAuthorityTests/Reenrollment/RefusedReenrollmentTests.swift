import CertificateAuthority
import DeviceManager
import Events
import ManagementAPI
import PKIX
import RegistrationAuthority
import TestPKI
import Testing

/// Each check of contract/est.md and contract/lifecycles.md, one by one. Every renewal here would be granted but for the
/// one thing that is wrong.
@Suite("A renewal is refused, and nothing changes,")
struct RefusedReenrollmentTests {
    @Test("by a certificate of another device, or of another slot of the same")
    func ownership() async throws {
        try await withDevice { pki, device in
            for name in ["pump-8", "modem:pump-7"] {
                let other = try await pki.enrolled(name)
                try await expect(
                    pki, device.request().der, other.certificate, .forbidden, "certificate-of-another-slot",
                    name == "pump-8"
                        ? "is that of device \"pump-8\", slot \"default\","
                        : "is that of device \"pump-7\", slot \"modem\",")
            }
            let spelledOtherwise = try await OpenSSLRequest.make("/CN=PUMP-7")
            try await expect(
                pki, spelledOtherwise, device.certificate, .forbidden, "certificate-of-another-slot", "\"PUMP-7\"")
        }
    }

    @Test("for other alternative names", arguments: ["", "DNS:a.example", "DNS:a.example,DNS:b.example,DNS:c.example"])
    func alternativeNames(names: String) async throws {
        try await withDevice(dnsNames: ["a.example", "b.example"]) { pki, device in
            let request = try await OpenSSLRequest.make("/CN=pump-7", names: names)
            try await expect(
                pki, request, device.certificate, .invalid, "alternative-names-changed", "ask for the same names.")
        }
    }

    @Test("for another subject; but names are compared by what they say, not by how they are written")
    func names() async throws {
        try await withPKI { pki in
            try await pki.createDMS { $0.enrollmentSettings.allowNewAutoEnrollment = true }
            let bootstrap = try await pki.certificate("batch").certificate.der
            let first = try await OpenSSLRequest.make(
                "/O=Plant One/CN=pump-7", names: "DNS:a.example,DNS:b.example,IP:10.0.0.1", strings: .printable)
            let old = try await pki.enrollment.enroll(label: "line-1", request: first, presented: [bootstrap])
            for subject in ["/CN=pump-7", "/O=Plant Two/CN=pump-7", "/CN=pump-7/O=Plant One"] {
                let request = try await OpenSSLRequest.make(subject, names: "DNS:a.example,DNS:b.example,IP:10.0.0.1")
                try await expect(pki, request, old, .invalid, "subject-changed", "ask for 'CN=pump-7,O=Plant One'")
            }
            let same = try await OpenSSLRequest.make(
                "/O=plant  ONE/CN=pump-7", names: "IP:10.0.0.1,DNS:B.Example,DNS:a.example", strings: .utf8)
            #expect(try await pki.reenroll(same, as: [old]) != old)
        }
    }

    @Test("by a revoked certificate, and by one on hold until it is released")
    func revoked() async throws {
        try await withDevice { pki, device in
            try await pki.revoke(device.serial, .certificateHold)
            try await expect(
                pki, device, .unauthenticated, "client-certificate-revoked", "is on hold: have it released.")
            _ = try await pki.cas.updateCertificateStatus(
                of: device.serial, to: CertificateStatusBody(status: .active), by: TestPKI.caller)
            try await pki.revoke(device.serial)
            try await expect(pki, device, .unauthenticated, "client-certificate-revoked", "is REVOKED: enrol anew")
        }
    }

    @Test("by an expired certificate, whether the monitor has seen that or not")
    func expired() async throws {
        try await withDevice { pki, device in
            pki.clock.advance(by: .days(10))
            try await expect(pki, device, .unauthenticated, "client-certificate-expired", "renews no expired ones")
            try await pki.monitor().pass()
            try await expect(pki, device, .unauthenticated, "client-certificate-expired", "renews no expired ones")
        }
    }

    @Test("for a decommissioned device")
    func decommissioned() async throws {
        try await withDevice { pki, device in
            try await pki.decommission("pump-7")
            try await expect(pki, device, .forbidden, "device-decommissioned", "Device \"pump-7\" is decommissioned.")
        }
    }

    @Test("at another DMS, at one that is not approved, and at none")
    func dms() async throws {
        try await withDevice { pki, device in
            try await pki.createDMS("line-2")
            for (label, kind, code) in [
                ("line-2", Refusal.Kind.forbidden, "device-of-another-dms"), ("nowhere", .notFound, "dms-not-found"),
            ] {
                let before = try await pki.state()
                let refusal = try await pki.refusal(
                    reenrolling: device.request(), as: device.certificate, at: label)
                #expect(refusal?.kind == kind && refusal?.code == code)
                #expect(try await pki.state() == before)
            }
            _ = try await pki.dmss.updateStatus(
                of: "line-1", to: DMSStatusBody(status: .revoked), by: TestPKI.caller)
            try await expect(pki, device, .forbidden, "dms-not-approved", "only an APPROVED DMS enrols.")
        }
    }

    @Test("by a certificate that is not for clients")
    func extendedKeyUsage() async throws {
        try await withPKI { pki in
            try await pki.createDMS { $0.enrollmentSettings.issuanceProfile = "server" }
            let bootstrap = try await pki.certificate("batch").certificate.der
            let names = ["pump-7.example"]
            let key = try TestRequest("pump-7", dnsNames: names)
            let old = try await pki.enrollment.enroll(label: "line-1", request: key.der, presented: [bootstrap])
            try await pki.wish(for: "pump-7")
            try await expect(
                pki, try TestRequest("pump-7", dnsNames: names).der, old, .unauthenticated,
                "client-certificate-refused", "does not allow client authentication.")
        }
    }

    @Test("where the CA stands further above than the DMS lets it")
    func chainLevel() async throws {
        try await withDevice { pki, device in
            try await pki.createCA("issuing-2", under: "root", years: 5)
            try await pki.changeProfile(of: "line-1") {
                $0.enrollmentSettings.authorizedCA = "issuing-2"
                $0.enrollmentSettings.chainValidationLevel = 1
                $0.reenrollmentSettings.additionalValidationCAs = ["root"]
            }
            try await expect(pki, device, .unauthenticated, "client-certificate-refused", "")
            try await pki.changeProfile(of: "line-1") { $0.enrollmentSettings.chainValidationLevel = 2 }
            _ = try await pki.renewed(device)
        }
    }

    @Test("where the CA of the certificate is revoked, though the DMS has another to sign")
    func revokedAuthority() async throws {
        try await withDevice { pki, device in
            try await pki.createCA("issuing-2", under: "root", years: 5)
            try await pki.changeProfile(of: "line-1") {
                $0.enrollmentSettings.authorizedCA = "issuing-2"
                $0.reenrollmentSettings.additionalValidationCAs = ["issuing"]
            }
            _ = try await pki.cas.updateStatus(
                of: "issuing", to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            try await expect(pki, device, .unauthenticated, "client-certificate-revoked", "The CA \"issuing\"")
        }
    }

    @Test("where somebody else signed the request")
    func possession() async throws {
        try await withDevice { pki, device in
            var request = try device.request().der
            request[request.count - 1] ^= 1
            try await expect(pki, request, device.certificate, .invalid, "csr-signature", "does not verify")
        }
    }

    @Test("by a certificate that merely says it is the device's")
    func forged() async throws {
        try await withDevice { pki, device in
            let genuine = try ParsedCertificate(der: device.certificate)
            var forged = device.certificate
            forged[forged.count - 1] ^= 1
            #expect(try ParsedCertificate(der: forged).serial == genuine.serial)
            try await expect(
                pki, device.request().der, forged, .unauthenticated, "client-certificate-refused", "")
            let unknown = try await pki.cas.issue(
                .init(der: TestRequest("pump-7").der), with: "issuing", profile: "device", by: TestPKI.caller)
            try await expect(
                pki, device.request().der, unknown.certificate.der, .unauthenticated, "client-certificate-refused", "")
        }
    }

    /// A device whose certificate may be renewed now.
    private func withDevice(
        dnsNames: [String] = [], _ body: @Sendable (TestPKI, EnrolledDevice) async throws -> Void
    ) async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let device = try await pki.enrolled("pump-7", dnsNames: dnsNames)
            pki.clock.advance(by: .days(358))
            try await body(pki, device)
        }
    }

    private func expect(
        _ pki: TestPKI, _ device: EnrolledDevice, _ kind: Refusal.Kind, _ code: String, _ part: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await expect(
            pki, device.request().der, device.certificate, kind, code, part, sourceLocation: sourceLocation)
    }

    private func expect(
        _ pki: TestPKI, _ request: [UInt8], _ presented: [UInt8], _ kind: Refusal.Kind, _ code: String, _ part: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let before = try await pki.state()
        let refusal = await #expect(throws: Refusal.self, sourceLocation: sourceLocation) {
            try await pki.reenroll(request, as: [presented])
        }
        #expect(refusal?.kind == kind && refusal?.code == code, "\(refusal as Any)", sourceLocation: sourceLocation)
        #expect(
            part.isEmpty || refusal?.sentence.contains(part) == true, "\(refusal as Any)",
            sourceLocation: sourceLocation)
        #expect(try await pki.state() == before, sourceLocation: sourceLocation)
    }
}
