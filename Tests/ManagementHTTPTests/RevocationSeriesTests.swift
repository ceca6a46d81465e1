import CertificateAuthority
import Events
import JSONSchema
import ManagementAPI
import ManagementClient
import ManagementHTTP
import TestPKI
import Testing

@Suite("Revoking a large CA over the API")
struct RevocationSeriesTests {
    private static let revoked = #"{"status":"REVOKED","revocation_reason":"CACompromise"}"#

    @Test("answers 202 with the CA and its progress, shows that until the end, and then answers as ever")
    func series() async throws {
        try await withPKI { pki in
            try await pki.createCA("plant")
            for name in ["a", "b", "c"] { _ = try await pki.certificate(name, from: "plant") }
            let service = pki.anotherService(cascadeMax: 2)
            try await withServer(ManagementServices(cas: service)) { url in
                let front = Front(pki: pki, url: url)
                let tag = try #require(try await front.get("/v1/cas/plant").headers["ETag"].first)
                let answer = try await front.send(
                    "PUT", "/v1/cas/plant/status", body: Self.revoked, more: [("If-Match", tag)])
                #expect(answer.status == 202 && answer.headers["Location"] == ["/v1/cas/plant/revocation"])
                #expect(answer.headers["ETag"] == [], "what it carries is not what the CA's own path shows")
                let begun = try WireJSON.decode(CARevocation.self, from: answer.body)
                #expect(begun.ca.status == .active && begun.revocation.remaining == 4)
                let again = try await front.send("PUT", "/v1/cas/plant/status", body: Self.revoked)
                #expect(again.status == 202 && again.body == answer.body)
                #expect(try await front.get("/v1/cas/plant/revocation").json() == answer.json()["revocation"])

                let body = try WireJSON.encode(SignBody(csr: try TestRequest("d").encoded))
                let sign = try await front.send(
                    "POST", "/v1/cas/plant/certificates/sign", body: String(decoding: body, as: UTF8.self))
                #expect(sign.status == 409 && sign.text.contains("ca-being-revoked"))

                while try await pki.revocationWorker(of: service, batchMax: 2).step() {}
                try await front.withClient { client in
                    let progress = try await client.revocation(ofCA: "plant")
                    #expect(progress.state == .finished && progress.revoked == 4 && progress.remaining == 0)
                    #expect(progress.reason == .caCompromise && progress.finishedAt == pki.clock.now)
                    #expect(try await client.ca("plant").status == .revoked)
                }
                #expect(try await front.send("PUT", "/v1/cas/plant/status", body: Self.revoked).status == 409)
            }
        }
    }

    @Test("of a CA that nobody revoked, or that is not there, there is no progress")
    func nothing() async throws {
        try await withFront { front in
            try await front.pki.createCA("plant")
            let none = try await front.get("/v1/cas/plant/revocation")
            #expect(none.status == 404 && none.text.contains("revocation-not-found"))
            let unknown = try await front.get("/v1/cas/nowhere/revocation")
            #expect(unknown.status == 404 && unknown.text.contains("ca-not-found"))
        }
    }
}

extension JSONValue {
    fileprivate subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }
}
