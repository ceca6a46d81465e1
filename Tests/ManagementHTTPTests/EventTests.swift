import CloudEvents
import EventLog
import Events
import Foundation
import JSONSchema
import ManagementAPI
import ManagementClient
import ManagementHTTP
import Testing
import TestPKI

@Suite struct EventTests {
    @Test("a batch has the envelope of the contract, and the payload byte for byte")
    func envelope() async throws {
        try await withFront { front in
            let headers = [
                ("Authorization", "Bearer \(Front.token)"), ("Content-Type", "application/json"),
                ("X-Request-ID", "req-7"),
                ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            ]
            let made = try await front.send(
                "POST", "/v1/cas", body: BadRequest.ca { $0["id"] = "\"a\"" }, headers: headers)
            #expect(made.status == 201)
            #expect(made.headers["X-Request-ID"] == ["req-7"])
            let reply = try await front.get("/v1/events")
            #expect(reply.headers["Content-Type"] == ["application/cloudevents-batch+json"])
            let event = try #require(try CloudEvent.events(jsonBatch: reply.body).first)
            let logged = try await front.pki.events()[0]
            #expect(event.id == logged.id && event.source == "lamassuiot.ca" && event.subject == "ca/a")
            #expect(event.time?.text == logged.time.description)
            #expect(event.dataContentType == "application/json")
            #expect(event.dataSchema == "urn:shedu:schema:ca.create:1")
            #expect(event.data == .json(logged.data))
            #expect(
                event.extensions.mapValues(\.canonicalText) == [
                    "sequence": "00000000000000000001", "partitionkey": "ca/a", "actor": "admin",
                    "causationid": "req-7",
                    "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                ])
        }
    }

    @Test("what a request says of its origin is passed on only where it is well-formed")
    func origin() async throws {
        try await withFront { front in
            let headers = [
                ("Authorization", "Bearer \(Front.token)"), ("Content-Type", "application/json"),
                ("X-Request-ID", String(repeating: "x", count: 129)), ("traceparent", "00-XYZ-1-01"),
            ]
            _ = try await front.send("POST", "/v1/cas", body: BadRequest.ca { _ in }, headers: headers)
            let logged = try await front.pki.events()[0]
            #expect(logged.causationID == nil && logged.traceparent == nil)
        }
    }

    @Test("batches follow the cursor, the limit, the types and the subject")
    func selection() async throws {
        try await withFront { front in
            for id in ["a", "b", "c"] { try await front.pki.createCA(id) }
            _ = try await front.pki.certificate("d", from: "a")
            try await front.withClient { client in
                #expect(try await client.events(limit: 2).map(\.subject) == ["ca/a", "ca/b"])
                #expect(try await client.events(.init(after: 2), limit: 1).map(\.subject) == ["ca/c"])
                let signed = try await client.events(.init(types: ["ca.sign-certificate"]))
                #expect(signed.map(\.type) == ["ca.sign-certificate"])
                #expect(try await client.events(.init(types: ["ca.create", "ca.sign-certificate"])).count == 4)
                #expect(try await client.events(.init(subject: "ca/b")).map(\.subject) == ["ca/b"])
                #expect(try await client.events(.init(after: 99)).isEmpty)
            }
        }
    }

    @Test("a live stream that is broken off and resumed has no gap and no repeat, while events keep coming")
    func resume() async throws {
        try await withFront { front in
            for number in 0..<5 { try await front.pki.createCA("early-\(number)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for number in 0..<25 { try await front.pki.createCA("late-\(number)") }
                }
                try await front.withClient { client in
                    var seen: [Int64] = []
                    // Three connections; each is cut in the middle of the stream.
                    for end in [3, 17, 30] {
                        try await client.follow(.init(after: seen.last ?? 0)) { position, event in
                            seen.append(position)
                            #expect(event.extensions["sequence"]?.canonicalText == CloudEvent.text(position))
                            return seen.count < end
                        }
                    }
                    #expect(seen == Array(1...30))
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("Last-Event-ID goes before the cursor of the query, and the stream is filtered")
    func lastEventID() async throws {
        try await withFront { front in
            for id in ["a", "b", "c"] { try await front.pki.createCA(id) }
            _ = try await front.pki.certificate("d", from: "a")
            let reply = try await front.stream(
                "/v1/events?after=0&type=ca.create", headers: [("Last-Event-ID", "2")],
                until: { $0.contains("\"ca/c\"") })
            #expect(reply.headers["Content-Type"] == ["text/event-stream"])
            #expect(reply.text.components(separatedBy: "id: ").dropFirst().map { $0.prefix(1) } == ["3"])
        }
    }

    @Test("a stream that is silent sends comments, and ends when the server shuts down")
    func heartbeat() async throws {
        var limits = ManagementConfiguration.Limits()
        limits.heartbeat = .milliseconds(20)
        try await withFront(limits: limits) { front in
            let reply = try await front.stream(
                "/v1/events", until: { $0.contains(": still here\n\n: still here\n\n") })
            #expect(!reply.text.contains("data:"))
            // Left open: the front must end by itself when `withFront` shuts it down.
        }
    }

    @Test("the event types are the 20 of the catalogue, and each has its schema at its path")
    func types() async throws {
        try await withFront { front in
            guard case .object(let page) = try await front.get("/v1/events/types").json(),
                case .array(let types)? = page["list"]
            else { return }
            #expect(types.count == 20)
            for type in types {
                guard case .object(let members) = type, case .string(let path)? = members["schema"] else {
                    Issue.record("no schema: \(type)")
                    continue
                }
                let schema = try await front.get(path)
                #expect(schema.headers["Content-Type"] == ["application/schema+json"])
                guard case .object(let document) = try schema.json() else { continue }
                #expect(document["title"] == members["type"] && document["type"] == "object")
            }
        }
    }
}

extension CloudEvent {
    fileprivate static func text(_ position: Int64) -> String {
        String(repeating: "0", count: 20 - "\(position)".count) + "\(position)"
    }
}
