import CertificateAuthority
import Events
import JSONSchema
import ManagementAPI
import ManagementClient
import TestPKI
import Testing

@Suite("Metadata over HTTP")
struct MetadataRequestTests {
    private static let json = ("Content-Type", "application/json")
    private static let patchType = ("Content-Type", "application/json-patch+json")
    private static let token = ("Authorization", "Bearer \(Front.token)")

    @Test("is patched under the state that the caller saw, and not under another one")
    func preconditions() async throws {
        try await withFront { front in
            try await front.pki.createCA("root")
            let shown = try await front.get("/v1/cas/root")
            let tag = try #require(shown.headers["ETag"].first)
            func patch(_ body: String, ifMatch: String) async throws -> Front.Reply {
                try await front.send(
                    "PATCH", "/v1/cas/root/metadata", body: body,
                    headers: [Self.token, Self.patchType, ("If-Match", ifMatch)])
            }
            let add = #"[{"op":"add","path":"/a","value":1}]"#
            let first = try await patch(add, ifMatch: tag)
            #expect(first.status == 200)
            #expect(try first.json()["metadata"] == ["a": 1])
            let newTag = try #require(first.headers["ETag"].first)
            #expect(newTag == (try await front.get("/v1/cas/root")).headers["ETag"].first && newTag != tag)
            #expect(try await patch(add, ifMatch: tag).status == 412)
            #expect(try await patch(#"[{"op":"test","path":"/a","value":2}]"#, ifMatch: newTag).status == 409)
            #expect(try await patch("[]", ifMatch: newTag).status == 200)
        }
    }

    @Test("is refused with a pointer to the operation that is wrong")
    func pointer() async throws {
        try await withFront { front in
            try await front.pki.createCA("root")
            let body = #"[{"op":"add","path":"/a","value":1},{"op":"add","path":"a","value":1}]"#
            let reply = try await front.send("PATCH", "/v1/cas/root/metadata", body: body)
            let problem = try reply.problem()
            #expect(reply.status == 400 && problem.code == "invalid-patch")
            #expect(problem.errors?.map(\.pointer) == ["/1/path"])
            #expect(try await front.pki.cas.ca("root").metadata.isEmpty)
            let broken = try await front.send("PATCH", "/v1/cas/root/metadata", body: "[{")
            #expect(try broken.problem().code == "invalid-json")
            let list = try await front.send("PUT", "/v1/cas/root/metadata", body: "[]")
            #expect(list.status == 400)
        }
    }

    @Test("is not patched by a merge patch, which is JSON and means something else")
    func mergePatch() async throws {
        try await withFront { front in
            try await front.pki.createCA("root")
            for type in ["application/merge-patch+json", "text/plain"] {
                let reply = try await front.send(
                    "PATCH", "/v1/cas/root/metadata", body: "[]", headers: [Self.token, ("Content-Type", type)])
                #expect(reply.status == 415)
                #expect(try reply.problem().detail.contains("application/json-patch+json"))
            }
            let other = try await front.send(
                "PATCH", "/v1/cas/root", body: "[]", headers: [Self.token, Self.patchType])
            #expect(other.status == 405)
        }
    }

    @Test("goes through the client both ways, for CAs and certificates")
    func client() async throws {
        try await withFront { front in
            try await front.pki.createCA("root")
            let serial = try await front.pki.certificate("a", from: "root").serialNumber
            try await front.withClient { client in
                let set = try await client.replaceMetadata(ofCertificate: serial, by: ["a": 1])
                #expect(set.metadata == ["a": 1])
                let patched = try await client.patchMetadata(
                    ofCertificate: serial, by: [["op": "add", "path": "/b", "value": "x"]])
                #expect(patched.metadata == ["a": 1, "b": "x"])
                #expect(try await client.replaceMetadata(ofCA: "root", by: ["c": true]).metadata == ["c": true])
                let ca = try await client.patchMetadata(ofCA: "root", by: [["op": "remove", "path": "/c"]])
                #expect(ca.metadata.isEmpty)
            }
        }
    }
}

extension JSONValue {
    fileprivate subscript(name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }
}
