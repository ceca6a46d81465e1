import EventLog
import Events
import Foundation
import JSONSchema
import ManagementAPI
import PKIX
import Testing
import TestPKI
import TestSupport
@testable import CertificateAuthority

@Suite struct IssuanceTests {
    @Test("creating a root, an issuing CA and signing a request emits exactly their three events")
    func eventsOfIssuance() async throws {
        try await withPKI { pki in
            let root = try await pki.createCA("root")
            let issuing = try await pki.createCA("issuing", under: "root", years: 5)
            let certificate = try await pki.certificate("device-1", from: "issuing")

            let events = try await pki.events()
            #expect(events.map(\.type) == ["ca.create", "ca.create", "ca.sign-certificate"])
            #expect(events.map(\.position) == [1, 2, 3])
            #expect(events.map(\.subject) == ["ca/root", "ca/issuing", "certificate/\(certificate.serialNumber)"])
            #expect(try WireJSON.decode(CAPayload.self, from: events[0].data) == root)
            #expect(try WireJSON.decode(CAPayload.self, from: events[1].data) == issuing)
            #expect(try WireJSON.decode(CertificatePayload.self, from: events[2].data) == certificate)
            #expect(issuing.issuerMetadata == IssuerMetadata(serialNumber: root.serialNumber, caID: "root"))
            #expect(events.allSatisfy { $0.actor == "test" && $0.causationID == "request-1" })
        }
    }

    @Test(
        "openssl verifies, strictly, what a CA with any of our keys issues",
        arguments: [
            ("ECDSA", 256), ("ECDSA", 384), ("ECDSA", 521), ("RSA", 2048), ("RSA", 3072), ("Ed25519", 256),
        ])
    func opensslVerifies(type: String, bits: Int) async throws {
        try await withPKI { pki in
            let key = KeyBody(type: type, bits: bits)
            let root = try await pki.createCA("root", key: key)
            let issuing = try await pki.createCA("issuing", under: "root", key: key, years: 5)
            let leaf = try await pki.cas.sign(
                SignBody(csr: TestRequest("device-1", dnsNames: ["device-1.plant.example"]).encoded), with: "issuing",
                by: TestPKI.caller)
            try await withTemporaryDirectory { folder in
                try write(root.certificate.pem, folder.path("root.pem"))
                try write(issuing.certificate.pem, folder.path("issuing.pem"))
                try write(leaf.certificate.pem, folder.path("leaf.pem"))
                let verified = try await Command.check(
                    "openssl",
                    [
                        "verify", "-x509_strict", "-purpose", "sslclient", "-attime", "\(pki.clock.now.seconds)",
                        "-CAfile", folder.path("root.pem"), "-untrusted", folder.path("issuing.pem"),
                        folder.path("leaf.pem"),
                    ])
                #expect(verified.text.contains("OK"))
                let text = try await Command.check(
                    "openssl", ["x509", "-noout", "-text", "-in", folder.path("leaf.pem")])
                #expect(text.text.contains("DNS:device-1.plant.example"))
                #expect(text.text.contains("TLS Web Client Authentication"))
            }
        }
    }

    @Test("a certificate starts a minute ago, and never outlives its issuer")
    func validity() async throws {
        try await withPKI { pki in
            try await pki.createCA("short", years: 1, issues: .days(3640))
            let leaf = try await pki.certificate("device-1", from: "short")
            let ca = try await pki.cas.ca("short")
            #expect(leaf.validTo == ca.validTo)
            #expect(leaf.validFrom == Timestamp(seconds: pki.clock.now.seconds - 60))
        }
    }

    @Test("serial numbers are positive, of 20 octets, and differ")
    func serials() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            var serials: Set<String> = []
            for number in 0..<50 { serials.insert(try await pki.certificate("d\(number)", from: "root").serialNumber) }
            #expect(serials.count == 50)
            #expect(serials.allSatisfy { $0.split(separator: "-").count == 20 && $0.first! < "8" })
        }
    }

    @Test("a request whose signature does not verify is refused and leaves nothing behind")
    func proofOfPossession() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            var der = try TestRequest("device-1").der
            der[der.count - 5] ^= 1
            let pem = String(decoding: PEM.encode("CERTIFICATE REQUEST", der), as: UTF8.self)
            await #expect(throws: Refusal.self) {
                try await pki.cas.sign(SignBody(csr: EncodedPEM(pem: pem)), with: "root", by: TestPKI.caller)
            }
            #expect(try await pki.eventTypes() == ["ca.create"])
        }
    }

    @Test("the verification certificate for a cloud bears its code, verifies against the CA, and is not stored")
    func possession() async throws {
        try await withPKI { pki in
            let ca = try await pki.createCA("root")
            let der = try await pki.cas.proofOfPossession(ofCA: "root", commonName: "code-1234")
            let certificate = try ParsedCertificate(der: der)
            #expect(certificate.subject.commonName == "code-1234")
            #expect(certificate.isSigned(by: try ParsedCertificate(der: ca.certificate.der)))
            #expect(certificate.notAfter - pki.clock.now.seconds == 3600)
            #expect(try await pki.head() == 1)
        }
    }
}

@Suite struct CreationRefusalTests {
    @Test(
        "a wrong member of a CA request is named by its pointer",
        arguments: [
            ("/key", #"{"type":"ECDSA","bits":224}"#), ("/key", #"{"type":"RSA","bits":1024}"#),
            ("/parent_id", #""nobody""#), ("/id", #""a/b""#), ("/subject", "{}"),
            ("/subject", #"{"common_name":"x","country":"Germany"}"#), ("/engine_id", #""hsm""#),
            ("/validity", #"{"type":"Time","time":"2020-01-01T00:00:00Z"}"#),
            ("/issuance_expiration", #"{"type":"Time","time":"2020-01-01T00:00:00Z"}"#),
        ])
    func pointers(pointer: String, value: String) async throws {
        try await withPKI { pki in
            var object: [String: Any] = [
                "id": "a", "subject": ["common_name": "a"], "key": ["type": "ECDSA", "bits": 256],
                "validity": ["type": "Duration", "duration": "1y"],
                "issuance_expiration": ["type": "Duration", "duration": "1w"],
            ]
            object[String(pointer.dropFirst())] = try JSONSerialization.jsonObject(
                with: Data(value.utf8), options: .fragmentsAllowed)
            let body = try JSONDecoder().decode(
                CreateCABody.self, from: JSONSerialization.data(withJSONObject: object))
            let refusal = await #expect(throws: Refusal.self) { try await pki.cas.create(body, by: TestPKI.caller) }
            #expect(refusal?.faults.map(\.pointer) == [pointer])
            #expect(try await pki.head() == 0)
        }
    }

    @Test("a CA that would outlive its parent, and an id that is taken, are refused")
    func parentAndDuplicate() async throws {
        try await withPKI { pki in
            try await pki.createCA("root", years: 1)
            await #expect(throws: Refusal.self) { try await pki.createCA("sub", under: "root", years: 2) }
            await #expect(throws: Refusal.self) { try await pki.createCA("root") }
            #expect(try await pki.eventTypes() == ["ca.create"])
        }
    }
}

func write(_ text: String, _ path: String) throws {
    try text.write(toFile: path, atomically: true, encoding: .utf8)
}
