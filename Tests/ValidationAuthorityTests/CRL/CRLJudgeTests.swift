import CertificateAuthority
import Crypto
import Events
import Foundation
import ManagementAPI
import PKIX
import Storage
import StorageSQLite
import Testing
import TestPKI
import TestSupport
@testable import ValidationAuthority

@Suite("What others say of our CRLs")
struct CRLJudgeTests {
    @Test(
        "openssl, GnuTLS, cryptography and pkilint accept complete, delta and divided lists of every kind of key",
        arguments: [
            KeyBody(type: "ECDSA", bits: 256), KeyBody(type: "ECDSA", bits: 384), KeyBody(type: "RSA", bits: 2048),
        ])
    func kinds(_ key: KeyBody) async throws {
        try await withCRLs(base: "http://pki.test") { house in
            let pki = house.pki
            try await pki.createCA("root", key: key)
            try await pki.createCA("parts", key: key)
            _ = try await pki.database.write { tx in try tx.execute("UPDATE ca SET crl_shards = 2 WHERE id = 'parts'") }
            try await house.settle()
            let empty = try await house.list("root/0.crl").der
            let reasons: [RevocationReason] = [.unspecified, .keyCompromise, .certificateHold, .cessationOfOperation]
            for reason in reasons {
                try await house.revoke(try await pki.certificate("a", from: "root"), reason)
                try await house.revoke(try await pki.certificate("b", from: "parts"), reason)
            }
            var lists = ["empty": empty]
            for (name, path) in [
                ("complete", "root/0.crl"), ("delta", "root/0-delta.crl"), ("whole", "parts/0.crl"),
                ("part", "parts/0/0.crl"), ("other", "parts/0/1.crl"),
            ] {
                lists[name] = try await house.list(path).der
            }
            try await house.crls.publishLast(for: "root")
            lists["last"] = try await house.list("root/0.crl").der
            for (name, der) in lists {
                let ca = name.hasPrefix("p") || name == "whole" || name == "other" ? "parts" : "root"
                try await CRLJudges.judge(name, der, of: try await house.certificate(ofCA: ca))
            }
        }
    }

    @Test("of Ed25519 keys too")
    func ed25519() async throws {
        let key = Curve25519.Signing.PrivateKey()
        let prefix: [UInt8] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]
        var generator = SeededGenerator(seed: 1)
        let unsignedCA = try CACertificate(
            subject: Name(commonName: "Ed", organization: "Plant"),
            publicKeyInfoDER: prefix + key.publicKey.rawRepresentation,
            serial: .fresh(atMilliseconds: 1_780_000_000_000, using: &generator), notBefore: 1_780_000_000,
            notAfter: 1_900_000_000, pathLength: nil
        ).selfSigned(.ed25519)
        let ca = try ParsedCertificate(der: unsignedCA.signed(Array(try key.signature(for: unsignedCA.tbs))))
        var entries = CRLEntries()
        entries.append(
            CRLEntry(
                serial: .fresh(atMilliseconds: 1_780_000_000_000, using: &generator), revocationDate: 1_780_000_100,
                reason: .superseded))
        let template = try CRLTemplate(
            issuerNameDER: ca.subject.der, signatureAlgorithm: .ed25519,
            authorityKeyIdentifier: ca.subjectKeyIdentifier,
            issuingDistributionPoint: IssuingDistributionPoint(uris: ["http://pki.test/crl/ed/0.crl"]))
        let crl = template.unsigned(
            number: CRLNumber(3), thisUpdate: 1_780_000_200, nextUpdate: 1_780_600_000, entries: entries)
        try await CRLJudges.judge("ed25519", crl.signed(Array(try key.signature(for: crl.tbs))), of: ca)
    }

    @Test("openssl verify refuses what is revoked, at every level, and accepts the rest")
    func chains() async throws {
        try await withCRLs { house in
            let pki = house.pki
            try await pki.createCA("root")
            try await pki.createCA("good", under: "root", years: 5)
            try await pki.createCA("bad", under: "root", years: 5)
            let fine = try await pki.certificate("fine", from: "good")
            let gone = try await pki.certificate("gone", from: "good")
            let below = try await pki.certificate("below", from: "bad")
            try await house.settle()
            try await house.revoke(gone)
            // From before the revocation, which the leafs went down with: the chain must fail by the parent's list.
            let older = try await house.list("bad/0.crl").der
            try await house.revokeCA("bad")
            try await withTemporaryDirectory { folder in
                for ca in ["root", "good", "bad"] {
                    try folder.write("\(ca).pem", PEM.encode("CERTIFICATE", try await house.certificate(ofCA: ca).der))
                }
                let lists = try await ["root/0.crl", "good/0.crl"].asyncMap {
                    try await house.list($0).der
                }
                try folder.write("crls.pem", (lists + [older]).flatMap { PEM.encode("X509 CRL", $0) })
                for (leaf, ca, expected) in [
                    (fine, "good", "OK"), (gone, "good", "error 23 at 0 depth"), (below, "bad", "error 23 at 1 depth"),
                ] {
                    try folder.write("leaf.pem", leaf.certificate.pem)
                    let output = try await Command.run(
                        "openssl",
                        [
                            "verify", "-x509_strict", "-crl_check_all", "-attime", "\(pki.clock.now.seconds)",
                            "-CAfile",
                            folder.path("root.pem"), "-untrusted", folder.path("\(ca).pem"), "-CRLfile",
                            folder.path("crls.pem"), folder.path("leaf.pem"),
                        ])
                    #expect((output.text + output.stderr).contains(expected), "\(output.text)\(output.stderr)")
                }
            }
        }
    }
}

enum CRLJudges {
    /// Every judge looks at one list.
    static func judge(_ name: String, _ der: [UInt8], of ca: ParsedCertificate) async throws {
        try await withTemporaryDirectory { folder in
            try folder.write("ca.pem", PEM.encode("CERTIFICATE", ca.der))
            try folder.write("crl.pem", PEM.encode("X509 CRL", der))
            let openssl = try await Command.run(
                "openssl",
                ["crl", "-in", folder.path("crl.pem"), "-CAfile", folder.path("ca.pem"), "-verify", "-noout", "-text"])
            #expect(openssl.stderr.contains("verify OK"), "\(name): \(openssl.stderr)")
            let parsed = try ParsedCRL(der: der)
            let gnutls = try await Command.check(
                "certtool", ["--crl-info", "--infile", folder.path("crl.pem")])
            let number = String(try #require(parsed.number?.value), radix: 16)
            #expect(gnutls.text.contains("CRL Number (not critical): ") && gnutls.text.contains(number), "\(name)")
            #expect(
                gnutls.text.contains(
                    parsed.entries.isEmpty
                        ? "No revoked certificates" : "Revoked certificates (\(parsed.entries.count))"),
                "\(name): \(gnutls.text)")
            let script = try RepositoryRoot.url().appending(path: "Tests/ValidationAuthorityTests/Judges/crl.py").path
            let cryptography = try await Command.run(
                try PythonEnvironment.judges.python(), [script, folder.path("crl.pem"), folder.path("ca.pem")])
            #expect(cryptography.status == 0, "\(name): \(cryptography.stderr)")
            #expect(cryptography.text.trimmingCharacters(in: .newlines) == Self.summary(parsed), "\(name)")
            let lint = try await Command.run(
                try PythonEnvironment.judges.program("lint_crl"),
                ["lint", "-t", "CRL", "-p", "PKIX", "-s", "ERROR", folder.path("crl.pem")])
            #expect(lint.status == 0 && lint.text.allSatisfy(\.isWhitespace), "\(name): \(lint.text)\(lint.stderr)")
        }
    }

    /// As the Python judge prints it.
    private static func summary(_ crl: ParsedCRL) -> String {
        let entries = crl.entries.map { entry in
            let serial = entry.serial.bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }
                .joined()
            return "\(serial):\(entry.reason.rawValue):\(entry.revocationDate)"
        }
        let base = crl.baseNumber?.value.map(String.init) ?? "-"
        return ([String(crl.number?.value ?? 0), base] + entries.sorted()).joined(separator: " ")
    }
}
