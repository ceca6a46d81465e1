import CertificateAuthority
import Events
import JSONSchema
import Listing
import ManagementAPI
import ManagementClient
import Testing
import TestPKI

@Suite("The management API of CAs") struct AuthorityTests {
    @Test("a client imports, rekeys, reissues, looks back, and deletes")
    func life() async throws {
        try await withFront { front in
            try await front.withClient { client in
                let made = try await front.pki.createCA("plant")
                let rekeyed = try await client.rekeyCA("plant", RekeyCABody(key: KeyBody(type: "Ed25519", bits: 256)))
                #expect(rekeyed.keyMetadata.type == "Ed25519")
                let reissued = try await client.reissueCA("plant")
                #expect(try await client.ca("plant") == reissued)
                let history = try await client.certificateHistory(ofCA: "plant")
                #expect(history.list.map(\.kind) == [.current, .former, .former, .newWithOld, .oldWithNew])
                #expect(history.list[2].certificate == made.certificate && history.next == nil)
                // One key is one CA, whoever brings it.
                await #expect(throws: (any Error).self) {
                    try await client.importCA(ImportCABody(certificate: made.certificate))
                }
                _ = try await client.updateCAStatus(of: "plant", to: .init(status: .revoked))
                try await client.deleteCA("plant")
                #expect(try await client.cas().list == [])
                let back = try await client.importCA(ImportCABody(id: "plant-2", certificate: made.certificate))
                #expect(back.type == .external)
            }
        }
    }

    @Test("imports answer 201 with a location; a request is asked for, listed and given up")
    func requests() async throws {
        try await withFront { front in
            let made = try await front.pki.createCA("plant")
            _ = try await front.pki.cas.updateStatus(of: "plant", to: .init(status: .revoked), by: TestPKI.caller)
            #expect(try await front.send("DELETE", "/v1/cas/plant").status == 204)
            let imported = try await front.send(
                "POST", "/v1/cas/import", body: #"{"id":"known","certificate":"\#(made.certificate.base64)"}"#)
            #expect(imported.status == 201, "\(imported.text)")
            #expect(imported.headers["Location"] == ["/v1/cas/known"])

            let body =
                #"{"id":"sub","subject":{"common_name":"Sub"},"key":{"type":"ECDSA","bits":256},"path_length":0}"#
            let created = try await front.send("POST", "/v1/ca-requests", body: body)
            #expect(created.status == 201, "\(created.text)")
            #expect(created.headers["Location"] == ["/v1/ca-requests/sub"])
            #expect(try await front.get("/v1/ca-requests/sub").json() == created.json())
            #expect(try await front.get("/v1/ca-requests").json() == ["list": [created.json()], "next": ""])
            let stale = try await front.send("DELETE", "/v1/ca-requests/sub", more: [("If-Match", "\"no\"")])
            #expect(stale.status == 412)
            #expect(try await front.send("DELETE", "/v1/ca-requests/sub").status == 204)
            #expect(try await front.get("/v1/ca-requests/sub").status == 404)
        }
    }

    @Test("a private key that is wrong is refused without a word of it")
    func secrets() async throws {
        try await withFront { front in
            let made = try await front.pki.createCA("plant")
            let secret = "MHcCAQEEIGsecretsecretsecret"
            let pem = EncodedPEM(pem: "-----BEGIN EC PRIVATE KEY-----\n\(secret)\n-----END EC PRIVATE KEY-----\n")
            let other = try await front.pki.createCA("other")
            for certificate in [made, other].map(\.certificate) {
                let reply = try await front.send(
                    "POST", "/v1/cas/import",
                    body: #"{"certificate":"\#(certificate.base64)","private_key":"\#(pem.base64)"}"#)
                #expect(reply.status == 409 || reply.status == 400)
                #expect(!reply.text.contains("secretsecret"))
            }
            let body = SecretPEM(pem: pem.pem)
            var dumped = ""
            dump(body, to: &dumped)
            #expect(!"\(body)\(String(reflecting: body))\(dumped)".contains("secretsecret"))
        }
    }

    @Test("the names below a CA are constrained over the API, and a wrong subtree is pointed at")
    func constraints() async throws {
        try await withFront { front in
            func body(_ constraints: String) -> String {
                """
                {"id":"plant","subject":{"common_name":"Plant"},"key":{"type":"ECDSA","bits":256},
                 "validity":{"type":"Duration","duration":"10y"},"path_length":1,"crl_shards":4,
                 "issuance_expiration":{"type":"Duration","duration":"1y"},"name_constraints":\(constraints)}
                """
            }
            let wrong = try await front.send("POST", "/v1/cas", body: body(#"{"permitted":[{"ip":"10.0.0.0"}]}"#))
            #expect(try wrong.problem().errors?.map(\.pointer) == ["/name_constraints/permitted/0"])
            let right = try await front.send(
                "POST", "/v1/cas",
                body: body(#"{"permitted":[{"dns":"plant.example"},{"directory_name":{"organization":"Plant"}}]}"#))
            #expect(right.status == 201, "\(right.text)")
        }
    }
}
