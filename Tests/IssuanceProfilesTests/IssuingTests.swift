import CertificateAuthority
import Events
import Foundation
import IssuanceProfiles
import JSONSchema
import ManagementAPI
import PKIX
import TestPKI
import TestSupport
import Testing
import X509

@Suite("A certificate that is issued under a profile")
struct IssuingTests {
    /// What is issued, and how openssl is to be asked about it.
    struct Case: Sendable {
        let profile: String
        let subject: Name
        var names: [PKIX.GeneralName] = []
        var key = Request.ec()
        var purpose: String?
        /// What pkilint says of a name that RFC 5280 does not forbid.
        var findings: [String] = []
    }

    @Test("passes openssl, GnuTLS, pkilint and cryptography, and holds what the profile says, member by member")
    func judged() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            try await pki.createCA("issuing", under: "root", years: 5)
            for (id, json) in Self.custom {
                var body = try ProfileBody(json: json)
                body.id = id
                _ = try await pki.cas.createProfile(body)
            }
            try await withTemporaryDirectory { folder in
                for id in ["root", "issuing"] {
                    try folder.write("\(id).pem", try await pki.cas.ca(id).certificate.pem)
                }
                var files: [String] = []
                for (index, each) in try Self.cases().enumerated() {
                    let pem = try await pki.sign(each).certificate.pem
                    files.append(try folder.write("\(index).pem", pem))
                    try await Self.verify(files[index], each, in: folder, at: pki.clock.now)
                }
                let views = try await Self.judge(files)
                for (index, each) in try Self.cases().enumerated() {
                    let profile = try await pki.cas.profile(each.profile)
                    try Self.compare(views[index], profile, each)
                }
            }
        }
    }

    /// Strictly by openssl, for the purpose; and read by GnuTLS.
    private static func verify(
        _ file: String, _ item: Case, in folder: TemporaryDirectory, at time: Timestamp
    ) async throws {
        let purpose = item.purpose.map { ["-purpose", $0] } ?? []
        let verified = try await Command.run(
            "openssl",
            ["verify", "-x509_strict", "-attime", "\(time.seconds)"] + purpose + [
                "-CAfile", folder.path("root.pem"), "-untrusted", folder.path("issuing.pem"), file,
            ])
        #expect(verified.status == 0, "\(item.profile): \(verified.text) \(verified.stderr)")
        let shown = try await Command.run("certtool", ["--certificate-info", "--infile", file])
        #expect(shown.status == 0 && !shown.text.contains("error"), "\(item.profile): \(shown.text)")
    }

    private static func judge(_ files: [String]) async throws -> [JSONValue] {
        let script = try RepositoryRoot.url().appending(path: "Tests/IssuanceProfilesTests/Judges/members.py").path
        let output = try await Command.check(try PythonEnvironment.judges.python(), [script] + files)
        let lines = output.text.split(separator: "\n")
        return try lines.map { try WireJSON.decode(JSONValue.self, from: Array($0.utf8)) }
    }

    /// What `cryptography` found is what the profile says.
    private static func compare(_ view: JSONValue, _ profile: ProfileBody, _ item: Case) throws {
        #expect(view["findings"]?.texts == item.findings, "\(item.profile)")
        #expect(view["key_usage"] == .array(profile.keyUsage.map { .string($0.rawValue) }), "\(item.profile)")
        #expect(view["extended_key_usages"] == profile.extendedKeyUsages.map { .array($0.map { .string($0) }) })
        #expect(view["basic_constraints"]?["ca"] == .bool(profile.basicConstraints?.ca == true))
        let pathLength = profile.basicConstraints?.pathLength.map { JSONValue.integer(Int64($0)) } ?? .null
        #expect(view["basic_constraints"]?["path_length"] == pathLength)
        let policies = (profile.certificatePolicies ?? []).map { policy -> JSONValue in
            ["oid": .string(policy.oid), "cps": policy.cps.map { .string($0) } ?? .null]
        }
        #expect(view["certificate_policies"] ?? [] == .array(policies))
        let custom = (profile.extensions ?? []).map(\.oid)
        let oids = view["oids"]?.texts ?? []
        #expect(Set(custom).isSubset(of: oids) && oids.contains("1.3.6.1.5.5.7.48.1.5") == profile.ocspNoCheck)
        let critical = Set(view["critical"]?.texts ?? [])
        #expect(critical.isSuperset(of: ["2.5.29.15", "2.5.29.19"]))
        #expect(critical.contains("2.5.29.37") == (profile.extendedKeyUsagesCritical == true))
        #expect(critical.contains("2.5.29.17") == item.subject.isEmpty)
        for each in profile.extensions ?? [] { #expect(critical.contains(each.oid) == (each.critical == true)) }
        if let expected = item.expected { #expect(view["subject"] == .string(expected), "\(item.profile)") }
        if case .number(let days)? = view["days"], let maximum = profile.validity?.maximum {
            let longest = maximum.milliseconds + (profile.validity?.backdating?.milliseconds ?? 0)
            #expect(days * 86_400_000 <= Double(longest))
        }
    }
}

extension TestPKI {
    func sign(_ item: IssuingTests.Case, with ca: String = "issuing") async throws -> CertificatePayload {
        let request = try Request.make(item.subject, names: item.names, key: item.key)
        let pem = String(decoding: PEM.encode("CERTIFICATE REQUEST", request.der), as: UTF8.self)
        return try await cas.sign(
            SignBody(csr: EncodedPEM(pem: pem), profile: item.profile), with: ca, by: TestPKI.caller)
    }
}

extension JSONValue {
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    var texts: [String] {
        guard case .array(let values) = self else { return [] }
        return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }
}
