import CertificateAuthority
import Crypto
import EventLog
import Events
import Foundation
import ManagementAPI
import PKIX
import RegistrationAuthority
import StorageSQLite
import TestPKI
import TestSupport
import Testing

@Suite("A remote DMS")
struct RemoteDMSTests {
    @Test("is created by a request of its own key, and approval signs that, in one transaction with the status")
    func byRequest() async throws {
        try await withPKI { pki in
            try await pki.createHierarchy()
            let request = try TestRequest("gateway")
            let before = try await pki.head()
            let created = try await pki.createRemoteDMS(cas: ["issuing", "root"], request: request.encoded)
            #expect(created.privateKey == nil && created.dms.status == .pendingApproval && !created.dms.cloudDMS)
            let waiting = try #require(created.dms.remoteAccessIdentity)
            #expect(waiting.externalKeyGeneration && waiting.serialNumber.isEmpty && waiting.certificate == nil)
            #expect(try waiting.certificateRequest?.der == request.der)
            #expect(waiting.keyMetadata == KeyMetadata(type: "ECDSA", bits: 256))
            #expect(waiting.subject.commonName == "gateway" && waiting.authorizedCAs == ["issuing", "root"])

            let approved = try await pki.move("plant", to: .approved)
            let identity = try #require(approved.remoteAccessIdentity)
            let serial = identity.serialNumber
            #expect(
                try await pki.told(after: before) == [
                    "io.lamassuiot.dms.create dms/plant", "ca.sign-certificate certificate/\(serial)",
                    "io.lamassuiot.dms.update-status dms/plant",
                ])
            #expect(try await pki.lastDMSEvent() == approved && approved.status == .approved)
            let certificate = try await pki.cas.certificate(serial)
            #expect(certificate.certificate == identity.certificate && certificate.issuerMetadata.caID == "issuing")
            let parsed = try ParsedCertificate(der: try certificate.certificate.der)
            #expect(parsed.publicKeyInfoDER == Array(request.key.publicKey.derRepresentation))
            #expect(try await pki.dmss.dms("plant") == approved)
            let created2 = try WireJSON.decode(
                DMSCreatedPayload.self, from: try await pki.events(after: before)[0].data)
            #expect(created2.dms == created.dms)
        }
    }

    @Test("has a certificate that openssl and pkilint find nothing wrong with, whoever made the key")
    func judges() async throws {
        try await withTemporaryDirectory { folder in
            try await withPKI { pki in
                try await pki.createHierarchy()
                try await pki.createRemoteDMS("a")
                try await pki.createRemoteDMS("b", key: KeyBody(type: "RSA", bits: 2048))
                for name in ["a", "b"] {
                    let dms = try await pki.move(name, to: .approved)
                    let certificate = try #require(dms.remoteAccessIdentity?.certificate)
                    let leaf = try folder.write("\(name).pem", certificate.pem)
                    try await Command.check(
                        "openssl",
                        [
                            "verify", "-x509_strict", "-purpose", "sslclient", "-attime",
                            "\(pki.clock.now.seconds)", "-CAfile",
                            try folder.write("root.pem", try await pki.cas.ca("root").certificate.pem), "-untrusted",
                            try folder.write("ca.pem", try await pki.cas.ca("issuing").certificate.pem), leaf,
                        ])
                    let text = try await Command.check("openssl", ["x509", "-in", leaf, "-noout", "-text"]).text
                    #expect(
                        text.contains("TLS Web Client Authentication") && text.contains("CMC Registration Authority"))
                    let program = try PythonEnvironment.judges.program("lint_pkix_cert")
                    let lint = try await Command.run(program, ["lint", "-s", "ERROR", leaf])
                    #expect(lint.status == 0 && !lint.text.contains("ERROR"), "\(lint.text)\(lint.stderr)")
                }
            }
        }
    }

    @Test("that has its key made gets it once; neither the store nor an event nor an answer after it has it")
    func ourKey() async throws {
        try await withTemporaryDirectory { folder in
            let pki = try await TestPKI(in: folder.path)
            try await pki.createHierarchy()
            let created = try await pki.createRemoteDMS(key: KeyBody(type: "ECDSA", bits: 256))
            let pem = try #require(created.privateKey).pem
            #expect(created.dms.remoteAccessIdentity?.externalKeyGeneration == false)
            #expect(created.dms.remoteAccessIdentity?.subject.commonName == "plant")
            #expect(!"\(created)".contains("PRIVATE KEY") && !String(reflecting: created).contains("PRIVATE KEY"))
            let approved = try await pki.move("plant", to: .approved)

            let key = try P256.Signing.PrivateKey(pemRepresentation: pem)
            let certificate = try ParsedCertificate(der: try #require(approved.remoteAccessIdentity?.certificate).der)
            #expect(certificate.publicKeyInfoDER == Array(key.publicKey.derRepresentation))
            var traces = try await pki.events().map { Data($0.data) }
            traces.append(Data(try approved.wireJSON()))
            await pki.database.close()
            for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                traces.append(try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + file)))
            }
            let body = Data(pem.split(separator: "\n").dropFirst().dropLast().joined().utf8.prefix(40))
            let public64 = Data(key.publicKey.x963Representation.dropFirst())
            #expect(traces.contains { $0.range(of: public64) != nil }, "the search finds what is there")
            for trace in traces {
                #expect(trace.range(of: key.rawRepresentation) == nil && trace.range(of: body) == nil)
                #expect(trace.range(of: Data(EncodedPEM(pem: pem).base64.utf8.dropFirst(60).prefix(40))) == nil)
            }
        }
    }

    @Test("that cannot be certified stays as it is: nothing is stored and nothing told")
    func approvalRefused() async throws {
        try await withPKI { pki in
            try await pki.createHierarchy()
            try await pki.createRemoteDMS()
            _ = try await pki.cas.updateStatus(
                of: "issuing", to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            let before = try await pki.head()
            let refusal = await refusal { try await pki.move("plant", to: .approved) }
            #expect(refusal?.kind == .conflict && refusal?.code == "ca-revoked")
            #expect(try await pki.head() == before)
            #expect(try await pki.dmss.dms("plant").status == .pendingApproval)
        }
    }

    @Test("that is approved by many at once has one certificate")
    func race() async throws {
        try await withPKI { pki in
            try await pki.createHierarchy()
            try await pki.createRemoteDMS()
            let before = try await pki.head()
            let won = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<6 { group.addTask { (try? await pki.move("plant", to: .approved)) != nil } }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(won == 1)
            #expect(
                try await pki.eventTypes(after: before) == ["ca.sign-certificate", "io.lamassuiot.dms.update-status"])
        }
    }
}
