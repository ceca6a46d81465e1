import CertificateAuthority
import Events
import ManagementAPI
import Testing
import TestPKI
import TestSupport

@Suite struct EntityTagTests {
    @Test("one object has a strong tag, and the same where it is created, changed and shown; lists have none")
    func tags() async throws {
        try await withFront { front in
            let ca = BadRequest.ca { $0["id"] = "\"a\"" }
            let made = try await front.send("POST", "/v1/cas", body: ca)
            try await front.isTagged(made, "/v1/cas/a")
            let dms = """
                {"name":"d","cloud_dms":true,"identity_profile":
                 {"enrollment_settings":{"authorized_ca":"a","bootstrap_cas":["a"]}}}
                """
            try await front.isTagged(try await front.send("POST", "/v1/dms", body: dms), "/v1/dms/d")
            let approved = try await front.send("PUT", "/v1/dms/d/status", body: #"{"status":"APPROVED"}"#)
            try await front.isTagged(approved, "/v1/dms/d")
            try await front.isTagged(try await front.connector(), "/v1/connectors/aws-1")
            try await front.isTagged(
                try await front.send("PUT", "/v1/connectors/aws-1", body: Front.connectorBody("n2")),
                "/v1/connectors/aws-1")
            let serial = try await front.pki.certificate("pump-7", from: "a").serialNumber
            let held = #"{"status":"REVOKED","revocation_reason":"CertificateHold"}"#
            let revoked = #"{"status":"REVOKED","revocation_reason":"Superseded"}"#
            let path = "/v1/certificates/\(serial)"
            try await front.isTagged(try await front.send("PUT", path + "/status", body: held), path)
            try await front.isTagged(try await front.send("PUT", "/v1/cas/a/status", body: revoked), "/v1/cas/a")
            for path in ["/v1/cas", "/v1/events", "/health/live", "/openapi.json"] {
                #expect(try await front.get(path).headers["ETag"] == [], "\(path)")
            }
        }
    }

    @Test("a caller that has the current one is told so, and one that has another gets it")
    func noneMatch() async throws {
        try await withFront { front in
            let tag = try #require(try await front.connector().headers["ETag"].first)
            func get(_ value: String, _ method: String = "GET") async throws -> Front.Reply {
                try await front.send(method, "/v1/connectors/aws-1", more: [("If-None-Match", value)])
            }
            for value in [tag, "W/\(tag)", "\"x\", \(tag)", "*", " \(tag) ,", ",\(tag)"] {
                let reply = try await get(value)
                #expect(reply.status == 304 && reply.body.isEmpty && reply.headers["ETag"] == [tag], "\(value)")
            }
            #expect(try await get(tag, "HEAD").status == 304)
            #expect(try await get("\"x\"").status == 200)
            _ = try await front.send("PUT", "/v1/connectors/aws-1", body: Front.connectorBody("n2"))
            let changed = try await get(tag)
            #expect(changed.status == 200 && changed.headers["ETag"] != [tag] && !changed.body.isEmpty)
            let failed = try await front.send("GET", "/v1/connectors/aws-1", more: [("If-Match", tag)])
            #expect(failed.status == 412)
        }
    }

    @Test("a change is made where the condition holds, and not where it does not")
    func match() async throws {
        try await withFront { front in
            let tag = try #require(try await front.connector().headers["ETag"].first)
            for (name, value) in [
                ("If-Match", "\"x\""), ("If-Match", "W/\(tag)"), ("If-None-Match", tag), ("If-None-Match", "*"),
            ] {
                for method in ["PUT", "DELETE"] {
                    let reply = try await front.change(method, name, value, "n2")
                    #expect(reply.status == 412, "\(method) \(name): \(value)")
                    #expect(try reply.problem().code == "precondition-failed")
                }
            }
            #expect(try await front.get("/v1/connectors/aws-1").headers["ETag"] == [tag])
            let changed = try await front.change("PUT", "If-Match", "\"x\", \(tag)", "n2")
            #expect(changed.status == 200)
            #expect(try await front.change("PUT", "If-Match", tag, "n3").status == 412)
            #expect(try await front.change("PUT", "If-Match", "*", "n3").status == 200)
            #expect(try await front.change("DELETE", "If-Match", changed.headers["ETag"][0], "").status == 412)
            let current = try await front.get("/v1/connectors/aws-1").headers["ETag"][0]
            #expect(try await front.change("DELETE", "If-Match", current, "").status == 204)
            #expect(try await front.change("PUT", "If-Match", current, "n4").status == 404)
        }
    }

    @Test("the condition of a status is that of what has the status")
    func status() async throws {
        try await withFront { front in
            try await front.pki.createCA("a")
            let tag = try await front.get("/v1/cas/a").headers["ETag"][0]
            func put(_ status: String) async throws -> Front.Reply {
                try await front.send("PUT", "/v1/cas/a/status", body: status, more: [("If-Match", tag)])
            }
            let revoked = #"{"status":"REVOKED","revocation_reason":"Superseded"}"#
            #expect(try await put(revoked).status == 200)
            #expect(try await put(revoked).status == 412)
            #expect(try await front.pki.cas.ca("a").status == .revoked)
        }
    }

    @Test("of many who change what they all saw, one does")
    func atOnce() async throws {
        try await withFront { front in
            var tag = try #require(try await front.connector().headers["ETag"].first)
            for round in 0..<5 {
                let seen = tag
                let replies = try await withThrowingTaskGroup(of: Front.Reply.self) { tasks in
                    for number in 0..<12 {
                        tasks.addTask { try await front.change("PUT", "If-Match", seen, "n\(round)-\(number)") }
                    }
                    return try await tasks.reduce(into: []) { $0.append($1) }
                }
                let won = replies.filter { $0.status == 200 }
                #expect(won.count == 1 && replies.filter { $0.status == 412 }.count == 11)
                tag = try await front.get("/v1/connectors/aws-1").headers["ETag"][0]
                #expect(won.first?.headers["ETag"] == [tag])
            }
        }
    }

    @Test(
        "what is no list of tags is refused, and nothing is done",
        arguments: ["", "x", "\"x", "\"a\" \"b\"", "w/\"x\"", "W/ \"x\"", "\"a b\"", "*, \"a\"", ",", "\"a\"b"])
    func malformed(value: String) async throws {
        try await withFront { front in
            _ = try await front.connector()
            for (method, name) in [("PUT", "If-Match"), ("DELETE", "If-None-Match"), ("GET", "If-None-Match")] {
                let reply = try await front.change(method, name, value, "n2")
                #expect(reply.status == 400, "\(method)")
                #expect(try reply.problem().code == "invalid-precondition")
            }
            #expect(try await front.get("/v1/connectors/aws-1").status == 200)
        }
    }

    @Test("curl keeps a tag and is told that it has the current one")
    func curl() async throws {
        try await withFront { front in
            try await front.pki.createCA("a")
            try await withTemporaryDirectory { folder in
                func code() async throws -> String {
                    let output = try await Command.run(
                        "curl",
                        [
                            "-sS", "-o", folder.path("body"), "-w", "%{http_code}", "--etag-save", folder.path("tag"),
                            "--etag-compare", folder.path("tag"), "-H", "Authorization: Bearer \(Front.token)",
                            front.url + "/v1/cas/a",
                        ])
                    return output.text
                }
                try folder.write("tag", "")
                #expect(try await code() == "200")
                #expect(try await code() == "304")
                _ = try await front.send(
                    "PUT", "/v1/cas/a/status", body: #"{"status":"REVOKED","revocation_reason":"Superseded"}"#)
                #expect(try await code() == "200")
            }
        }
    }
}

extension Front {
    static func connectorBody(_ name: String) -> String {
        #"{"id":"aws-1","kind":"aws-iot","name":"\#(name)","region":"eu-west-1","credentials":{"source":"environment"},"#
            + #""drift":"report","allow_auto_registration":false,"enabled":true}"#
    }

    fileprivate func connector() async throws -> Reply {
        try await send("POST", "/v1/connectors", body: Self.connectorBody("n1"))
    }

    /// Sends one condition with a request for the connector.
    fileprivate func change(
        _ method: String, _ header: String, _ value: String, _ name: String
    ) async throws -> Reply {
        try await send(
            method, "/v1/connectors/aws-1", body: method == "PUT" ? Self.connectorBody(name) : nil,
            more: [(header, value)])
    }

    /// Expects a strong tag that GET gives, too.
    fileprivate func isTagged(_ reply: Reply, _ path: String) async throws {
        #expect(reply.status / 100 == 2, "\(path): \(reply.text)")
        let shown = try await get(path)
        let tag = try #require(reply.headers["ETag"].first, "\(path)")
        #expect(shown.headers["ETag"] == [tag] && shown.body == reply.body, "\(path)")
        #expect(tag.hasPrefix("\"") && tag.hasSuffix("\"") && tag.utf8.count == 34)
    }
}
