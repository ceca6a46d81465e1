import Events
import ManagementAPI
import PKIX
import StorageSQLite
import Testing
import TestPKI

@testable import CertificateAuthority

@Suite("A stored profile")
struct ProfileStoreTests {
    @Test("is listed beside those that are built in, shown, replaced and deleted, without an event")
    func life() async throws {
        try await withPKI { pki in
            let created = try await pki.cas.createProfile(Self.profile(organization: "Plant"))
            #expect(created.id == "gateway" && created.builtIn == false)
            #expect(try await pki.cas.profile("gateway") == created)
            let ids = try await pki.cas.profiles().compactMap(\.id)
            #expect(ids == ["device", "dms", "gateway", "ocsp-signer", "server", "subordinate-ca"])
            let replaced = try await pki.cas.updateProfile("gateway", to: Self.profile(organization: "Works"))
            #expect(try await pki.cas.profile("gateway") == replaced && replaced != created)
            try await pki.cas.deleteProfile("gateway")
            let gone = await #expect(throws: Refusal.self) { try await pki.cas.profile("gateway") }
            #expect(gone?.code == "profile-not-found")
            #expect(try await pki.head() == 0)
        }
    }

    @Test("has a name of its own, and those that are built in stay as they are")
    func names() async throws {
        try await withPKI { pki in
            _ = try await pki.cas.createProfile(Self.profile())
            func code(_ body: () async throws -> Void) async -> String? {
                await #expect(throws: Refusal.self) { try await body() }?.code
            }
            #expect(await code { _ = try await pki.cas.createProfile(Self.profile()) } == "profile-exists")
            #expect(await code { _ = try await pki.cas.createProfile(Self.profile("device")) } == "profile-built-in")
            #expect(await code { _ = try await pki.cas.createProfile(Self.profile(nil)) } == "profile-invalid")
            #expect(
                await code { _ = try await pki.cas.updateProfile("server", to: Self.profile("server")) }
                    == "profile-built-in")
            #expect(
                await code { _ = try await pki.cas.updateProfile("other", to: Self.profile("gateway")) }
                    == "profile-invalid")
            #expect(
                await code { _ = try await pki.cas.updateProfile("x", to: Self.profile(nil)) } == "profile-not-found")
            #expect(await code { try await pki.cas.deleteProfile("dms") } == "profile-built-in")
            #expect(await code { try await pki.cas.deleteProfile("x") } == "profile-not-found")
        }
    }

    @Test("that is replaced or deleted is so for the next certificate, in this process and in every other")
    func otherProcesses() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            let other = CAService(database: pki.database, keyStore: pki.keyStore, clock: pki.clock.wall)
            func organization(_ service: CAService) async throws -> String {
                let body = SignBody(csr: try TestRequest("gw-1").encoded, profile: "gateway")
                return try await service.sign(body, with: "root", by: TestPKI.caller).subject.organization
            }
            _ = try await other.createProfile(Self.profile(organization: "Plant"))
            #expect(try await organization(pki.cas) == "Plant")
            #expect(try await organization(other) == "Plant")
            _ = try await other.updateProfile("gateway", to: Self.profile(organization: "Works"))
            #expect(try await organization(pki.cas) == "Works")
            #expect(try await organization(other) == "Works")
            let before = try await pki.head()
            try await other.deleteProfile("gateway")
            let gone = await #expect(throws: Refusal.self) { try await organization(pki.cas) }
            #expect(gone?.code == "profile-not-found")
            #expect(try await pki.head() == before)
        }
    }

    @Test("that was replaced while a certificate was being signed has that certificate dropped, and is told of once")
    func replacedMeanwhile() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            _ = try await pki.cas.createProfile(Self.profile(organization: "Plant"))
            let request = try CertificateRequest(der: try TestRequest("gw-1").der)
            let issued = try await pki.cas.issue(request, with: "root", profile: "gateway", by: TestPKI.caller)
            let other = CAService(database: pki.database, keyStore: pki.keyStore, clock: pki.clock.wall)
            _ = try await other.updateProfile("gateway", to: Self.profile(organization: "Works"))
            let refusal = await #expect(throws: Refusal.self) { try await pki.database.write { try $0.store(issued) } }
            #expect(refusal?.code == "profile-changed" && refusal?.kind == .conflict)
            #expect(try await pki.eventTypes() == ["ca.create"])
            let again = try await pki.cas.issue(request, with: "root", profile: "gateway", by: TestPKI.caller)
            try await pki.database.write { try $0.store(again) }
            #expect(again.payload.subject.organization == "Works")
        }
    }

    @Test("may say how long, and refuse to be cut to the issuer's end; and no CA is below a path length of 0")
    func limits() async throws {
        try await withPKI { pki in
            try await pki.createCA("root", years: 1, issues: .days(3640))
            func validity(_ rules: ValidityRulesBody) async throws -> WireDuration {
                var body = Self.profile("v")
                body.validity = rules
                if try await pki.cas.profiles().contains(where: { $0.id == "v" }) {
                    _ = try await pki.cas.updateProfile("v", to: body)
                } else {
                    _ = try await pki.cas.createProfile(body)
                }
                let sign = SignBody(csr: try TestRequest("gw-1").encoded, profile: "v")
                let issued = try await pki.cas.sign(sign, with: "root", by: TestPKI.caller)
                return WireDuration(milliseconds: issued.validTo.milliseconds - pki.clock.now.milliseconds)
            }
            #expect(try await validity(.init(maximum: .days(10))) == .days(10))
            #expect(try await validity(.init(fixed: .duration(.days(20)))) == .days(20))
            #expect(try await validity(.init()) == .days(364))
            let refusal = await #expect(throws: Refusal.self) { try await validity(.init(exceedIssuer: .reject)) }
            #expect(refusal?.code == "validity-exceeds-issuer" && refusal?.kind == .conflict)
            let past = await #expect(throws: Refusal.self) {
                try await validity(.init(fixed: .time(Timestamp(seconds: 1_000_000_000))))
            }
            #expect(past?.code == "ca-issuance-expired")
        }
    }

    private static func profile(_ id: String? = "gateway", organization: String = "Plant") -> ProfileBody {
        var body = ProfileBody(id: id, keyUsage: [.digitalSignature])
        body.subject = SubjectRulesBody(
            attributes: [.init(type: "organization", rule: .fixed, value: organization)], others: .kept)
        return body
    }
}

@Suite("The addresses of the validation authority")
struct ProfileValidationPointTests {
    @Test(
        "stand in a certificate as the profile says",
        arguments: [
            ("device", ["crl", "ocsp", ".cer"]), ("ocsp-signer", [".cer"]), ("silent", []), ("list", ["crl"]),
            ("responder", ["ocsp"]),
        ])
    func written(profile: String, addresses: [String]) async throws {
        try await withPKI { pki in
            let cas = CAService(
                database: pki.database, keyStore: pki.keyStore, clock: pki.clock.wall,
                configuration: .init(validationPoints: { ValidationPoints(base: "http://pki.example") }))
            try await pki.createCA("root")
            for (id, crl, ocsp) in [("silent", false, false), ("list", true, false), ("responder", false, true)] {
                var body = ProfileBody(id: id, keyUsage: [.digitalSignature])
                body.validationPoints = .init(crl: crl, ocsp: ocsp, caCertificate: false)
                _ = try await cas.createProfile(body)
            }
            let sign = SignBody(csr: try TestRequest("gw-1").encoded, profile: profile)
            let issued = try await cas.sign(sign, with: "root", by: TestPKI.caller)
            let extensions = try ParsedCertificate(der: issued.certificate.der).extensions
            let points = extensions.value(.crlDistributionPoints).map { String(decoding: $0, as: UTF8.self) }
            let access = extensions.value(.authorityInfoAccess).map { String(decoding: $0, as: UTF8.self) }
            #expect((points?.contains("/crl/root/0.crl") == true) == addresses.contains("crl"))
            #expect((access?.contains("/ocsp") == true) == addresses.contains("ocsp"))
            #expect((access?.contains("/ca/root/0.cer") == true) == addresses.contains(".cer"))
            #expect((points == nil) == !addresses.contains("crl"))
            #expect((access == nil) == (addresses.isEmpty || addresses == ["crl"]))
        }
    }
}
