import Events
import Foundation
import JSONSchema
import ManagementAPI
import ManagementClient
import PKIX
import Storage
import StorageSQLite
import TestPKI
import Testing

@Suite("A key and a certificate over HTTP")
struct KeyPairRequestTests {
    private static let body = #"{"subject":{"common_name":"pump-1"},"key":{"type":"ECDSA","bits":256}}"#

    @Test("are answered once: the key that names the request is used up, and the answer is not kept")
    func once() async throws {
        try await withFront { front in
            try await front.pki.createCA("root")
            let key = [("Idempotency-Key", "make-pump-1")]
            let path = "/v1/cas/root/certificates"
            let first = try await front.send("POST", path, body: Self.body, more: key)
            #expect(first.status == 201 && first.headers["ETag"].isEmpty)
            #expect(first.headers["Cache-Control"] == ["no-store"])
            let made = try WireJSON.decode(CertificateWithKey.self, from: first.body)
            #expect(first.headers["Location"] == ["/v1/certificates/\(made.certificate.serialNumber)"])
            #expect(made.privateKey.pem.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
            let before = try await front.pki.head()
            let again = try await front.send("POST", path, body: Self.body, more: key)
            #expect(again.status == 409)
            #expect(try again.problem().code == "idempotency-answer-not-kept")
            #expect(try await front.pki.head() == before)
            let kept = try await front.pki.database.read {
                try $0.query("SELECT is_kept, body FROM idempotency_record").map { (try $0.bool(0), try $0.bytes(1)) }
            }
            #expect(kept.count == 1 && kept[0].0 == false && kept[0].1.isEmpty)
            let shown = try await front.get("/v1/certificates/\(made.certificate.serialNumber)")
            #expect(!shown.text.contains("private_key"))
        }
    }

    @Test("come through the client, and so do an import's refusal and the numbers")
    func client() async throws {
        try await withFront { front in
            try await front.pki.createCA("root")
            try await front.withClient { client in
                let made = try await client.createCertificate(
                    CreateCertificateBody(
                        subject: SubjectBody(commonName: "a"), key: KeyBody(type: "ECDSA", bits: 384)), with: "root")
                #expect(made.certificate.keyMetadata.bits == 384)
                let error = await #expect(throws: ManagementClientError.self) {
                    try await client.importCertificate(
                        ImportCertificateBody(certificate: made.certificate.certificate))
                }
                guard case .problem(let problem)? = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(problem.code == "certificate-exists" && problem.status == 409)
                let stats = try await client.statistics()
                #expect(stats.certificates.byCA == ["root": 1] && stats.cas.total == 1)
                #expect(stats.devices?.total == 0 && stats.dms?.byStatus["APPROVED"] == 0)
            }
        }
    }
}
