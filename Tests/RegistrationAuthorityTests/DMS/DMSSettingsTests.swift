import CertificateAuthority
import Events
import JSONSchema
import ManagementAPI
import PKIX
import RegistrationAuthority
import TestPKI
import Testing

@Suite("The settings of a DMS")
struct DMSSettingsTests {
    /// What is wrong with a cloud DMS, and where.
    struct Wrong: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let pointers: [String]
        let change: @Sendable (inout IdentityProfile) -> Void

        /// - Parameter places: below `/identity_profile`.
        init(
            _ name: String, _ places: String..., change: @escaping @Sendable (inout IdentityProfile) -> Void
        ) {
            testDescription = name
            pointers = places.map { "/identity_profile/\($0)" }
            self.change = change
        }
    }

    static let notACertificate = EncodedPEM(pem: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")

    static let enrollment: [Wrong] = [
        Wrong("no CA that signs", "enrollment_settings/authorized_ca") { $0.enrollmentSettings.authorizedCA = "" },
        Wrong("a CA that is not there", "enrollment_settings/authorized_ca") {
            $0.enrollmentSettings.authorizedCA = "nobody"
        },
        Wrong("a CA whose key is elsewhere", "enrollment_settings/authorized_ca") {
            $0.enrollmentSettings.authorizedCA = "external"
        },
        Wrong("a CA that is revoked", "enrollment_settings/authorized_ca") {
            $0.enrollmentSettings.authorizedCA = "revoked"
        },
        Wrong("no bootstrap CA", "enrollment_settings/bootstrap_cas") { $0.enrollmentSettings.bootstrapCAs = [] },
        Wrong("a bootstrap CA that is not there", "enrollment_settings/bootstrap_cas/1") {
            $0.enrollmentSettings.bootstrapCAs = ["bootstrap", "nobody"]
        },
        Wrong("a bootstrap CA twice", "enrollment_settings/bootstrap_cas/1") {
            $0.enrollmentSettings.bootstrapCAs = ["bootstrap", "bootstrap"]
        },
        Wrong("a chain of 0", "enrollment_settings/chain_validation_level") {
            $0.enrollmentSettings.chainValidationLevel = 0
        },
        Wrong("a chain of -2", "enrollment_settings/chain_validation_level") {
            $0.enrollmentSettings.chainValidationLevel = -2
        },
        Wrong("a chain without end", "enrollment_settings/chain_validation_level") {
            $0.enrollmentSettings.chainValidationLevel = .max
        },
        Wrong("a profile that is not there", "enrollment_settings/issuance_profile") {
            $0.enrollmentSettings.issuanceProfile = "nothing"
        },
        Wrong("a profile of CAs", "enrollment_settings/issuance_profile") {
            $0.enrollmentSettings.issuanceProfile = "subordinate-ca"
        },
        Wrong("a profile of OCSP responders", "enrollment_settings/issuance_profile") {
            $0.enrollmentSettings.issuanceProfile = "ocsp-signer"
        },
        Wrong("a profile of DMSs", "enrollment_settings/issuance_profile") {
            $0.enrollmentSettings.issuanceProfile = "dms"
        },
        Wrong("an empty tag", "enrollment_settings/tags/1") { $0.enrollmentSettings.tags = ["a", ""] },
        Wrong("a tag twice", "enrollment_settings/tags/1") { $0.enrollmentSettings.tags = ["a", "a"] },
        Wrong("a tag of 65 characters", "enrollment_settings/tags/0") {
            $0.enrollmentSettings.tags = [String(repeating: "x", count: 65)]
        },
        Wrong("a tag with a line feed", "enrollment_settings/tags/0") { $0.enrollmentSettings.tags = ["a\nb"] },
        Wrong("33 tags", "enrollment_settings/tags") { $0.enrollmentSettings.tags = (0..<33).map { "t\($0)" } },
        Wrong("an icon of 65 characters", "enrollment_settings/icon") {
            $0.enrollmentSettings.icon = String(repeating: "x", count: 65)
        },
        Wrong("a colour by name", "enrollment_settings/color") { $0.enrollmentSettings.color = "red" },
        Wrong("three colours", "enrollment_settings/color") {
            $0.enrollmentSettings.color = "#000000-#000000-#000000"
        },
        Wrong("a webhook that nobody asks", "enrollment_settings/external_webhook") {
            $0.enrollmentSettings.externalWebhook = ExternalWebhook(url: "https://a.example")
        },
        Wrong("no webhook to ask", "enrollment_settings/external_webhook") {
            $0.enrollmentSettings.authenticationMode = .externalWebhook
        },
    ]

    static let others: [Wrong] = [
        Wrong("no time to renew", "reenrollment_settings/preventive_renewal_interval") {
            $0.reenrollmentSettings.preventiveRenewalInterval = .seconds(0)
        },
        Wrong("time to renew that is past", "reenrollment_settings/preventive_renewal_interval") {
            $0.reenrollmentSettings.preventiveRenewalInterval = .days(-1)
        },
        Wrong("a century to renew", "reenrollment_settings/preventive_renewal_interval") {
            $0.reenrollmentSettings.preventiveRenewalInterval = .days(36_400)
        },
        Wrong("a validation CA that is not there", "reenrollment_settings/additional_validation_cas/0") {
            $0.reenrollmentSettings.additionalValidationCAs = ["nobody"]
        },
        Wrong("a managed CA that is not there", "ca_distribution_settings/managed_cas/0") {
            $0.caDistributionSettings.managedCAs = ["nobody"]
        },
        Wrong("a managed CA twice", "ca_distribution_settings/managed_cas/1") {
            $0.caDistributionSettings.managedCAs = ["root", "root"]
        },
        Wrong("a static CA that is none", "ca_distribution_settings/static_cas/0/certificate") {
            $0.caDistributionSettings.staticCAs = [StaticCA(id: "s", certificate: notACertificate)]
        },
        Wrong(
            "a static CA without a name", "ca_distribution_settings/static_cas/0/id",
            "ca_distribution_settings/static_cas/0/certificate"
        ) {
            $0.caDistributionSettings.staticCAs = [StaticCA(id: "", certificate: notACertificate)]
        },
        Wrong(
            "many faults at once", "enrollment_settings/bootstrap_cas", "enrollment_settings/color",
            "reenrollment_settings/preventive_renewal_interval", "enrollment_settings/authorized_ca",
            "ca_distribution_settings/managed_cas/0", "enrollment_settings/issuance_profile"
        ) {
            $0.enrollmentSettings = EnrollmentSettings(
                color: "?", authorizedCA: "nobody", bootstrapCAs: [], issuanceProfile: "nothing")
            $0.reenrollmentSettings.preventiveRenewalInterval = .seconds(-1)
            $0.caDistributionSettings.managedCAs = ["nobody"]
        },
    ]

    static let webhooks: [(String, WireDuration, Int, String)] = [
        ("http://a.example/", .seconds(5), 0, "url"), ("ftp://a.example", .seconds(5), 0, "url"),
        ("", .seconds(5), 0, "url"), ("https://", .seconds(5), 0, "url"), ("https:///path", .seconds(5), 0, "url"),
        ("https://user:secret@a.example", .seconds(5), 0, "url"), ("https://a.example:0", .seconds(5), 0, "url"),
        ("https://a.example:65536", .seconds(5), 0, "url"), ("https://a.example:", .seconds(5), 0, "url"),
        ("https://a b.example", .seconds(5), 0, "url"), ("https://a.example/#part", .seconds(5), 0, "url"),
        ("https://[::1", .seconds(5), 0, "url"), ("https://[]", .seconds(5), 0, "url"),
        ("https://\u{e4}.example", .seconds(5), 0, "url"),
        ("https://a.example/" + String(repeating: "x", count: 2048), .seconds(5), 0, "url"),
        ("https://a.example", .seconds(0), 0, "timeout"), ("https://a.example", .seconds(31), 0, "timeout"),
        ("https://a.example", .seconds(-5), 0, "timeout"), ("https://a.example", .seconds(5), 1, "trusted_cas/0"),
    ]

    @Test("that are wrong are refused with a pointer to each fault, at creation and at a change alike")
    func wrong() async throws {
        try await withPKI { pki in
            try await prepare(pki)
            let before = try await pki.head()
            for each in Self.enrollment + Self.others + Self.webhooks.map(Self.wrong) {
                var profile = try #require(try await pki.dmss.dms("line-1").identityProfile)
                each.change(&profile)
                let created = await refusal { [profile] in
                    try await pki.dmss.create(
                        CreateDMSBody(name: "x", cloudDMS: true, identityProfile: profile), by: TestPKI.caller)
                }
                #expect(created?.kind == .invalid && created?.code == "dms-invalid", "\(each.testDescription)")
                #expect(created?.faults.map(\.pointer) == each.pointers, "\(each.testDescription)")
                let changed = await refusal { [profile] in
                    try await pki.dmss.update(
                        "line-1", to: UpdateDMSBody(identityProfile: profile), by: TestPKI.caller)
                }
                #expect(
                    Set(each.pointers).isSubset(of: Set(changed?.faults.map(\.pointer) ?? [])),
                    "\(each.testDescription)")
            }
            #expect(try await pki.head() == before)
        }
    }

    private static func wrong(_ row: (String, WireDuration, Int, String)) -> Wrong {
        Wrong("webhook \(row.0.prefix(40)) \(row.3)", "enrollment_settings/external_webhook/\(row.3)") {
            $0.enrollmentSettings.authenticationMode = .externalWebhook
            $0.enrollmentSettings.externalWebhook = ExternalWebhook(
                url: row.0, timeout: row.1, trustedCAs: Array(repeating: notACertificate, count: row.2))
        }
    }

    @Test("that are right are kept as they are, to the last member")
    func right() async throws {
        try await withPKI { pki in
            try await prepare(pki)
            let root = try await pki.cas.ca("root").certificate
            let profile = IdentityProfile(
                enrollmentSettings: EnrollmentSettings(
                    registrationMode: .preRegister, authenticationMode: .externalWebhook, allowNewAutoEnrollment: true,
                    tags: ["a", "b c", "\u{e4}"], icon: "Pump", color: "#25ee32-#0f0f0f", authorizedCA: "issuing",
                    bootstrapCAs: ["bootstrap", "external"], chainValidationLevel: 1, issuanceProfile: "server",
                    manualApproval: true, serverKeyGeneration: true,
                    externalWebhook: ExternalWebhook(
                        url: "https://[::1]:8443/ask?who=1", timeout: .seconds(30), trustedCAs: [root])),
                reenrollmentSettings: ReenrollmentSettings(
                    allowExpiredRenewal: true, preventiveRenewalInterval: .hours(1), additionalValidationCAs: ["root"]),
                caDistributionSettings: CADistributionSettings(
                    includeBootstrapCAs: true, includeDownstreamCA: true, managedCAs: ["root", "external"],
                    staticCAs: [StaticCA(id: "s", certificate: root)]),
                awsIoTCorePublish: true)
            let created = try await pki.dmss.create(
                CreateDMSBody(
                    name: "full", cloudDMS: true, aws: AWSSettings(shadowType: .classic), identityProfile: profile),
                by: TestPKI.caller)
            #expect(created.dms.identityProfile == profile && created.dms.aws.shadowType == .classic)
            #expect(try await pki.dmss.dms("full") == created.dms)
        }
    }

    @Test("of a remote DMS are refused with a pointer to each fault")
    func wrongIdentity() async throws {
        try await withPKI { pki in
            try await prepare(pki)
            let before = try await pki.head()
            let request = try TestRequest("gateway").encoded
            let key = KeyBody(type: "ECDSA", bits: 256)
            var forged = try TestRequest("gateway").der
            forged[forged.count - 1] ^= 1
            let unsigned = EncodedPEM(pem: String(decoding: PEM.encode("CERTIFICATE REQUEST", forged), as: UTF8.self))
            let nameless = try TestRequest("").encoded
            let table: [(RemoteAccessBody, [String])] = [
                (RemoteAccessBody(authorizedCAs: [], certificateRequest: request), ["authorized_cas"]),
                (
                    RemoteAccessBody(
                        authorizedCAs: ["issuing", "nobody", "external", "revoked"], certificateRequest: request),
                    ["authorized_cas/1", "authorized_cas/2", "authorized_cas/3"]
                ),
                (
                    RemoteAccessBody(authorizedCAs: ["issuing", "issuing"], certificateRequest: request),
                    ["authorized_cas/1"]
                ),
                (RemoteAccessBody(authorizedCAs: ["issuing"]), ["certificate_request"]),
                (RemoteAccessBody(authorizedCAs: ["issuing"], certificateRequest: request, key: key), ["key"]),
                (
                    RemoteAccessBody(
                        authorizedCAs: ["issuing"], certificateRequest: request, subject: SubjectBody(commonName: "x")),
                    ["subject"]
                ),
                (
                    RemoteAccessBody(authorizedCAs: ["issuing"], certificateRequest: Self.notACertificate),
                    ["certificate_request"]
                ),
                (RemoteAccessBody(authorizedCAs: ["issuing"], certificateRequest: unsigned), ["certificate_request"]),
                (RemoteAccessBody(authorizedCAs: ["issuing"], certificateRequest: nameless), ["certificate_request"]),
                (RemoteAccessBody(authorizedCAs: ["issuing"], key: KeyBody(type: "RSA", bits: 1024)), ["key"]),
                (RemoteAccessBody(authorizedCAs: ["issuing"], key: KeyBody(type: "DSA", bits: 256)), ["key"]),
                (
                    RemoteAccessBody(
                        authorizedCAs: ["issuing"], key: key,
                        subject: SubjectBody(commonName: String(repeating: "x", count: 65))), ["subject"]
                ),
            ]
            for (identity, pointers) in table {
                let refusal = await refusal {
                    try await pki.dmss.create(
                        CreateDMSBody(name: "x", cloudDMS: false, remoteAccessIdentity: identity), by: TestPKI.caller)
                }
                #expect(refusal?.kind == .invalid)
                #expect(refusal?.faults.map(\.pointer) == pointers.map { "/remote_access_identity/\($0)" })
            }
            #expect(try await pki.head() == before)
        }
    }

    @Test("are those of its kind, and not of the other")
    func kinds() async throws {
        try await withPKI { pki in
            try await prepare(pki)
            let profile = try await pki.dmss.dms("line-1").identityProfile
            let identity = RemoteAccessBody(
                authorizedCAs: ["issuing"], certificateRequest: try TestRequest("gateway").encoded)
            let table: [(Bool, IdentityProfile?, RemoteAccessBody?, String)] = [
                (true, nil, nil, "/identity_profile"), (true, nil, identity, "/identity_profile"),
                (true, profile, identity, "/remote_access_identity"), (false, nil, nil, "/remote_access_identity"),
                (false, profile, nil, "/remote_access_identity"), (false, profile, identity, "/identity_profile"),
            ]
            for (isCloud, profile, identity, pointer) in table {
                let refusal = await refusal {
                    try await pki.dmss.create(
                        CreateDMSBody(
                            name: "x", cloudDMS: isCloud, identityProfile: profile, remoteAccessIdentity: identity),
                        by: TestPKI.caller)
                }
                #expect(refusal?.faults.map(\.pointer) == [pointer])
            }
        }
    }

    /// CAs of every sort, and a DMS called line-1.
    private func prepare(_ pki: TestPKI) async throws {
        try await pki.createDMS()
        try await pki.createCA("revoked")
        _ = try await pki.cas.updateStatus(
            of: "revoked", to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
        try await withPKI { other in
            let foreign = try await other.createCA("foreign").certificate
            _ = try await pki.cas.importCA(
                ImportCABody(id: "external", certificate: foreign), by: TestPKI.caller)
        }
    }
}
