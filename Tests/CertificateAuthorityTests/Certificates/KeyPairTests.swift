import EventLog
import Events
import Foundation
import ManagementAPI
import PKIX
import Storage
import StorageSQLite
import TestPKI
import TestSupport
import Testing
@testable import CertificateAuthority

@Suite("A key and a certificate in one call")
struct KeyPairTests {
    @Test(
        "fit each other, verify under the CA, and openssl reads both",
        arguments: [
            KeyBody(type: "ECDSA", bits: 256), .init(type: "ECDSA", bits: 384), .init(type: "RSA", bits: 2048),
            .init(type: "Ed25519", bits: 256),
        ])
    func fit(_ key: KeyBody) async throws {
        try await withPKI { pki in
            let ca = try await pki.createCA("root")
            let made = try await pki.cas.createCertificate(
                CreateCertificateBody(
                    subject: SubjectBody(commonName: "pump-1", organization: "Plant"), key: key,
                    alternativeNames: AlternativeNamesBody(
                        dns: ["pump-1.plant.example"], ip: ["192.0.2.7", "2001:db8::7"],
                        uri: ["urn:uuid:5ee3d4a2-0f2b-4f8c-9c2e-6d7d8d1f8a10"])),
                with: "root", by: TestPKI.caller)
            try await withTemporaryDirectory { folder in
                let keyFile = try folder.write("key.pem", made.privateKey.pem)
                let file = try folder.write("leaf.pem", made.certificate.certificate.pem)
                let caFile = try folder.write("ca.pem", ca.certificate.pem)
                let ofKey = try await Command.check("openssl", ["pkey", "-in", keyFile, "-pubout"]).text
                let ofCertificate = try await Command.check("openssl", ["x509", "-in", file, "-noout", "-pubkey"]).text
                #expect(ofKey == ofCertificate)
                let verified = try await Command.check(
                    "openssl",
                    [
                        "verify", "-x509_strict", "-attime", "\(pki.clock.now.seconds)", "-purpose", "sslclient",
                        "-CAfile", caFile, file,
                    ])
                #expect(verified.text.hasSuffix("OK\n"))
                let text = try await Command.check("openssl", ["x509", "-in", file, "-noout", "-text"]).text
                #expect(text.contains("DNS:pump-1.plant.example"))
                #expect(text.contains("IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:7"))
                #expect(text.contains("URI:urn:uuid:5ee3d4a2"))
            }
            #expect(made.certificate == (try await pki.cas.certificate(made.certificate.serialNumber)))
        }
    }

    @Test("leave no trace of the key in the database, its log of events, or a description")
    func noTrace() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            let made = try await pki.cas.createCertificate(
                CreateCertificateBody(
                    subject: SubjectBody(commonName: "a"), key: KeyBody(type: "ECDSA", bits: 256)),
                with: "root", by: TestPKI.caller)
            // The scalar: 32 octets behind the head of ECPrivateKey.
            let pkcs8 = try made.privateKey.der
            let head = try #require(pkcs8.firstRange(of: [0x02, 0x01, 0x01, 0x04, 0x20]))
            let scalar = Array(pkcs8[head.upperBound..<(head.upperBound + 32)])
            let tables = try await pki.database.read {
                try $0.query("SELECT name FROM sqlite_master WHERE type = 'table'").map { try $0.text(0) }
            }
            #expect(tables.contains("event_log") && tables.contains("certificate"))
            let secrets = [scalar, Array(made.privateKey.base64.utf8), Array(Data(pkcs8).base64EncodedString().utf8)]
            for event in try await pki.events() {
                for secret in secrets { #expect(event.data.firstRange(of: secret) == nil) }
            }
            let file = try await pki.database.read { try $0.query("PRAGMA database_list").map { try $0.text(2) }[0] }
            for suffix in ["", "-wal"] {
                let bytes = [UInt8](try Data(contentsOf: URL(filePath: file + suffix)))
                #expect(bytes.count > 1000)
                for secret in secrets { #expect(bytes.firstRange(of: secret) == nil) }
            }
            #expect(!"\(made)".contains("PRIVATE") && !String(reflecting: made).contains("PRIVATE"))
            var dumped = ""
            dump(made, to: &dumped)
            #expect(!dumped.contains("PRIVATE"))
        }
    }

    @Test("are refused for a key, name, profile or CA that there is not, and then nothing happens")
    func refusals() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            let good = CreateCertificateBody(
                subject: SubjectBody(commonName: "a"), key: KeyBody(type: "ECDSA", bits: 256))
            var cases: [(CreateCertificateBody, String, String)] = [(good, "nobody", "ca-not-found")]
            func add(_ code: String, _ change: (inout CreateCertificateBody) -> Void) {
                var body = good
                change(&body)
                cases.append((body, "root", code))
            }
            add("key-not-supported") { $0.key = KeyBody(type: "DSA", bits: 1024) }
            add("ip-malformed") { $0.alternativeNames = AlternativeNamesBody(ip: ["192.0.2.7", "192.0.2"]) }
            add("subject-not-allowed") { $0.subject.commonName = String(repeating: "x", count: 65) }
            add("profile-not-found") { $0.profile = "nothing" }
            add("csr-without-subject") { $0.subject = SubjectBody(commonName: nil) }
            add("csr-alternative-name") { $0.alternativeNames = AlternativeNamesBody(dns: ["-no-host-"]) }
            let before = try await pki.head()
            for (body, ca, code) in cases {
                let error = await #expect(throws: Refusal.self) {
                    try await pki.cas.createCertificate(body, with: ca, by: TestPKI.caller)
                }
                #expect(error?.code == code)
            }
            #expect(try await pki.head() == before)
        }
    }
}
