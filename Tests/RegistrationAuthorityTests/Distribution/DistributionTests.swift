import CertificateAuthority
import Events
import ManagementAPI
import PKIX
import RegistrationAuthority
import TestPKI
import TestSupport
import Testing

@Suite("The CA certificates that a DMS hands out")
struct DistributionTests {
    @Test(
        "are what its settings name, each CA with those above it",
        arguments: [
            (CADistributionSettings(), ["issuing", "root"]),
            (CADistributionSettings(includeAuthorizedCA: false), []),
            (CADistributionSettings(includeAuthorizedCA: false, includeBootstrapCAs: true), ["bootstrap"]),
            (CADistributionSettings(includeBootstrapCAs: true), ["issuing", "root", "bootstrap"]),
            (CADistributionSettings(managedCAs: ["cloud"]), ["issuing", "root", "cloud", "cloud-root"]),
            (
                CADistributionSettings(includeAuthorizedCA: false, managedCAs: ["cloud", "cloud-root", "root"]),
                ["cloud", "cloud-root", "root"]
            ),
        ])
    func settings(_ settings: CADistributionSettings, expected: [String]) async throws {
        try await withPKI { pki in
            try await pki.createCA("cloud-root")
            try await pki.createCA("cloud", under: "cloud-root", years: 5)
            try await pki.createDMS { $0.caDistributionSettings = settings }
            let handedOut = try await pki.enrollment.caCertificates(label: "line-1")
            var wanted: [[UInt8]] = []
            for id in expected { wanted.append(try await pki.cas.ca(id).certificate.der) }
            #expect(handedOut == wanted)
        }
    }

    @Test("hold the CA of the EST listener where the settings say so, and static CAs with all that their text holds")
    func downstreamAndStatic() async throws {
        try await withPKI { pki in
            try await pki.createCA("outside-root")
            try await pki.createCA("outside", under: "outside-root", years: 5)
            let chain = try await [pki.cas.ca("outside"), pki.cas.ca("outside-root")].map(\.certificate)
            let text = EncodedPEM(pem: chain.map(\.pem).joined())
            try await pki.createDMS {
                $0.caDistributionSettings = CADistributionSettings(
                    includeAuthorizedCA: false, includeDownstreamCA: true,
                    staticCAs: [StaticCA(id: "outside", certificate: text)])
            }
            let downstream = try await pki.certificate("est").certificate.der
            let service = EnrollmentService(
                database: pki.database, cas: pki.cas,
                configuration: EnrollmentService.Configuration(downstreamCAs: [downstream]), clock: pki.clock.wall)
            let handedOut = try await service.caCertificates(label: "line-1")
            #expect(handedOut == (try chain.map { try $0.der }) + [downstream])
        }
    }

    @Test("hold each certificate once, also one that is named as authorised, managed, bootstrap, static and downstream")
    func duplicates() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            try await pki.createCA("issuing", under: "root", years: 5)
            let (root, issuing) = (
                try await pki.cas.ca("root").certificate, try await pki.cas.ca("issuing").certificate
            )
            // The same bytes in other lines.
            let rewrapped = EncodedPEM(pem: root.pem.replacing("\n", with: "\r\n"))
            try await pki.createCA("bootstrap")
            try await pki.createDMS {
                $0.enrollmentSettings.bootstrapCAs = ["issuing", "root"]
                $0.caDistributionSettings = CADistributionSettings(
                    includeBootstrapCAs: true, includeDownstreamCA: true, managedCAs: ["root", "issuing"],
                    staticCAs: [
                        StaticCA(id: "root", certificate: root), StaticCA(id: "again", certificate: rewrapped),
                        StaticCA(id: "issuing", certificate: issuing),
                    ])
            }
            let service = EnrollmentService(
                database: pki.database, cas: pki.cas,
                configuration: EnrollmentService.Configuration(downstreamCAs: [try root.der]), clock: pki.clock.wall)
            let handedOut = try await service.caCertificates(label: "line-1")
            #expect(handedOut == [try issuing.der, try root.der])
        }
    }

    @Test("leave out what was revoked, what was deleted and what has ended; not what an operator gave")
    func unfit() async throws {
        try await withPKI { pki in
            for id in ["revoked", "deleted", "ended", "given"] {
                try await pki.createCA(id, years: id == "ended" ? 2 : 10)
            }
            let ended = try await pki.cas.ca("ended").certificate
            let given = try await pki.cas.ca("given").certificate
            try await pki.createDMS {
                $0.caDistributionSettings = CADistributionSettings(
                    includeAuthorizedCA: false, managedCAs: ["revoked", "deleted", "ended"],
                    staticCAs: [StaticCA(id: "given", certificate: given)])
            }
            #expect(try await pki.enrollment.caCertificates(label: "line-1").count == 4)
            let revocation = CertificateStatusBody(status: .revoked, revocationReason: .keyCompromise)
            for id in ["revoked", "deleted"] {
                _ = try await pki.cas.updateStatus(of: id, to: revocation, by: TestPKI.caller)
            }
            try await pki.cas.delete(ca: "deleted", by: TestPKI.caller)
            #expect(try await pki.enrollment.caCertificates(label: "line-1") == [try ended.der, try given.der])
            pki.clock.advance(by: .days(364 * 3))
            #expect(try await pki.enrollment.caCertificates(label: "line-1") == [try given.der])
            pki.clock.advance(by: .days(364 * 10))
            #expect(try await pki.enrollment.caCertificates(label: "line-1") == [try given.der])
        }
    }
}
