import Events
import JSONSchema
import Listing
import ManagementAPI
import ManagementClient
import Testing
import TestPKI

@Suite("Profiles over the API")
struct ProfileTests {
    private static let body = """
        {"id":"gateway","key_usage":["digitalSignature"],"extended_key_usages":["clientAuth"],
         "subject":{"attributes":[{"type":"common_name","rule":"required","pattern":"gw-*"}]}}
        """

    @Test("are created with a location, replaced under their tag, and deleted; an answer can be sent back as it is")
    func life() async throws {
        try await withFront { front in
            let created = try await front.send("POST", "/v1/profiles", body: Self.body)
            #expect(created.status == 201, "\(created.text)")
            #expect(created.headers["Location"] == ["/v1/profiles/gateway"])
            let shown = try await front.get("/v1/profiles/gateway")
            #expect(try shown.json() == created.json() && shown.headers["ETag"] == created.headers["ETag"])
            let tag = try #require(shown.headers["ETag"].first)
            let same = try await front.send("PUT", "/v1/profiles/gateway", body: shown.text, more: [("If-Match", tag)])
            #expect(same.status == 200 && same.text == shown.text)
            let stale = try await front.send(
                "PUT", "/v1/profiles/gateway", body: Self.body, more: [("If-Match", "\"other\"")])
            #expect(stale.status == 412)
            #expect(try await front.send("DELETE", "/v1/profiles/gateway").status == 204)
            #expect(try await front.get("/v1/profiles/gateway").status == 404)
            #expect(try await front.send("DELETE", "/v1/profiles/device").status == 409)
        }
    }

    @Test("with faults are refused with a pointer to each")
    func faults() async throws {
        try await withFront { front in
            let contradiction = try await front.send(
                "POST", "/v1/profiles", body: #"{"id":"a","key_usage":["keyCertSign"],"extended_key_usages":[]}"#)
            #expect(contradiction.status == 400)
            let problem = try contradiction.problem()
            #expect(problem.code == "profile-invalid")
            #expect(problem.errors?.map(\.pointer) == ["/key_usage", "/extended_key_usages"])
            let misspelt = try await front.send(
                "POST", "/v1/profiles", body: #"{"id":"a","key_usage":["digitalSignatures"],"extension":[]}"#)
            #expect(try misspelt.problem().errors?.map(\.pointer) == ["/key_usage/0", "/extension"])
        }
    }

    @Test("are what a client stores, lists page by page, and signs under")
    func client() async throws {
        try await withFront { front in
            try await front.pki.createCA("root")
            try await front.withClient { client in
                var body = ProfileBody(id: "gateway", keyUsage: [.digitalSignature])
                body.subject = .init(attributes: [.init(type: "common_name", rule: .required, pattern: "gw-*")])
                let created = try await client.createProfile(body)
                #expect(try await client.profile("gateway") == created)
                let first = try await client.profiles(.init(pageSize: 4))
                let second = try await client.profiles(.init(pageSize: 4, bookmark: first.next))
                #expect(first.list.count == 4 && second.list.compactMap(\.id) == ["server", "subordinate-ca"])
                let csr = try TestRequest("gw-1").encoded
                let issued = try await client.sign(SignBody(csr: csr, profile: "gateway"), with: "root")
                #expect(issued.subject.commonName == "gw-1")
                await #expect(throws: ManagementClientError.self) {
                    try await client.sign(SignBody(csr: TestRequest("pump").encoded, profile: "gateway"), with: "root")
                }
                body.summary = "Gateways"
                #expect(try await client.updateProfile("gateway", to: body).summary == "Gateways")
                try await client.deleteProfile("gateway")
                #expect(try await client.profiles().list.count == 5)
            }
        }
    }
}
