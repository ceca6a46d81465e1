import CertificateAuthority
import Events
import ManagementAPI
import PKIX
import RegistrationAuthority
import Testing
import TestPKI

@Suite("Enrolment under CAs that were renewed") struct RenewedAuthorityTests {
    @Test(
        "a client whose certificate is by the old key of its bootstrap CA still enrols, by the new key of the issuing CA"
    )
    func rekeyed() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let bootstrap = try await pki.certificate("bootstrap-1").certificate.der
            // Known here before the rekey, as in a process that runs for long.
            _ = try await enroll("pump-1", bootstrap, pki)
            _ = try await pki.cas.rekey(ca: "bootstrap", RekeyCABody(), by: TestPKI.caller)
            _ = try await pki.cas.rekey(ca: "root", RekeyCABody(), by: TestPKI.caller)
            let issuing = try await pki.cas.rekey(ca: "issuing", RekeyCABody(), by: TestPKI.caller)

            let leaf = try ParsedCertificate(der: try await enroll("pump-2", bootstrap, pki))
            #expect(leaf.isSigned(by: try ParsedCertificate(der: try issuing.certificate.der)))
            let newer = try await pki.certificate("bootstrap-2").certificate.der
            _ = try await enroll("pump-3", newer, pki)
        }
    }

    @Test("cacerts has the certificate of each key, and those that link them")
    func distribution() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let before = try await pki.enrollment.caCertificates(label: "line-1")
            _ = try await pki.cas.rekey(ca: "root", RekeyCABody(), by: TestPKI.caller)
            let after = try await pki.enrollment.caCertificates(label: "line-1")
            let history = try await pki.cas.certificateHistory(ofCA: "root").map { try $0.certificate.der }
            #expect(history.count == 4 && Set(history).isSubset(of: after) && Set(before).isSubset(of: after))
            #expect(after.count == before.count + 3)
        }
    }

    @Test("a bootstrap CA that was deleted lets nobody in")
    func deleted() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let bootstrap = try await pki.certificate("bootstrap-1").certificate.der
            _ = try await pki.cas.updateStatus(
                of: "bootstrap", to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            try await pki.cas.delete(ca: "bootstrap", by: TestPKI.caller)
            let refusal = await #expect(throws: Refusal.self) { try await enroll("pump-1", bootstrap, pki) }
            #expect(refusal?.kind == .unauthenticated)
            #expect(try await !pki.enrollment.caCertificates(label: "line-1").isEmpty)
        }
    }

    private func enroll(_ device: String, _ bootstrap: [UInt8], _ pki: TestPKI) async throws -> [UInt8] {
        try await pki.enrollment.enroll(
            label: "line-1", request: try TestRequest(device).der, presented: [bootstrap])
    }
}
