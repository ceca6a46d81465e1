import Foundation
import TestSupport
import Testing

/// One after the other, because each looks at all that happens.
@Suite("Events on the wire", .liveServer(), .serialized)
struct EventTests {
    @Test("each operation leaves exactly its events, in order")
    func lists() async throws {
        let server = try LiveServer.ofSuite()
        let steps = try await EventStory(server: server, name: "lists").play()
        for step in steps { #expect(step.actual.map(Happening.init) == step.expected, "\(step.what)") }
        let cascade = try #require(steps.last).actual.dropLast()
        let ofCertificates = cascade.filter { $0["type"] == "certificate.update.status" }
        // What hangs on a compromised CA is itself in doubt.
        #expect(ofCertificates.allSatisfy { $0["data"]["revocation_reason"] == "CACompromise" })
        #expect(ofCertificates.allSatisfy { $0["data"]["status"] == "REVOKED" })
        let replaced = try #require(steps.dropLast(2).last).actual[1]["data"]
        #expect(replaced["status"] == "REVOKED" && replaced["revocation_reason"] == "Superseded")
        let revoke = try #require(steps.dropLast().last).actual[1]["data"]
        #expect(revoke["device_status"] == "REQUIRES_ACTION" && revoke["dms_name"] == "lists")
        #expect(revoke["previous"]["active_certificate"]["status"] == "ACTIVE")
        #expect(revoke["active_certificate"]["status"] == "REVOKED")
    }

    @Test("what the API returns is what the event carries")
    func payloads() async throws {
        let server = try LiveServer.ofSuite()
        let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let reply = try await server.api(
            "POST", "/v1/cas", LiveServer.caBody("echo"),
            ["-H", "X-Request-ID: order-66", "-H", "traceparent: \(trace)"])
        let event = try #require(try await server.wholeLog().last)
        #expect(event["data"] == (try reply.json()))
        #expect(event["data"] == (try await server.call("GET", "/v1/cas/echo")))
        #expect(event["actor"] == "admin" && event["causationid"] == "order-66")
        #expect(event["traceparent"].text == trace && event["partitionkey"] == "ca/echo")
        #expect(reply.headers["location"] == "/v1/cas/echo" && reply.headers["x-request-id"] == "order-66")
    }

    /// RFC 9562, section 5.7.
    private static var uuidV7: Regex<Substring> {
        /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
    }

    @Test("a batch is read by the CloudEvents SDK, and its sequence has no gap")
    func batch() async throws {
        let server = try LiveServer.ofSuite()
        _ = try await EventStory(server: server, name: "batch").play()
        let reply = try await server.api("GET", "/v1/events?limit=1000")
        #expect(reply.headers["content-type"] == "application/cloudevents-batch+json")
        let events = try reply.json().items
        let read = try await Judge.ask("Tests/EndToEndTests/Judges/batch.py", [], reply.body)
        #expect(read.count == events.count && events.count > 20)
        for (number, (event, seen)) in zip(events, read).enumerated() {
            #expect(event["sequence"].text == String(format: "%020d", number + 1))
            for name in event.names.subtracting(["data", "time"]) {
                #expect(seen["attributes"][name] == event[name], "\(name)")
            }
            #expect(seen["data"] == event["data"])
        }
        let ids = events.compactMap { $0["id"].text }
        #expect(Set(ids).count == events.count && ids.allSatisfy { $0.wholeMatch(of: Self.uuidV7) != nil })
        #expect(events.allSatisfy { $0["actor"] == "admin" || $0["actor"].text?.hasPrefix("est:") == true })
    }

    @Test(
        "a batch fits the official JSON Schema of CloudEvents",
        .enabled(if: Judge.hasCloudEventsSchema, "needs ../shared/data/cloudevents.schema.json beside the checkout"))
    func official() async throws {
        let server = try LiveServer.ofSuite()
        _ = try await EventStory(server: server, name: "official").play()
        let batch = try await server.api("GET", "/v1/events?limit=1000").body
        var broken = try #require(try JSON.parse(batch).items.first)
        broken["id"] = ""
        let lines = [batch, try broken.bytes].map { [UInt8](Data($0).base64EncodedData()) }
        let verdicts = try await Judge.ask(
            "Tests/CloudEventsTests/Judges/schema.py", [Judge.cloudEventsSchema], Array(lines.joined(separator: [0x0A]))
        )
        #expect(verdicts.count == 2 && verdicts[0]["error"] == .null && verdicts[1]["error"].text != nil)
    }

    @Test("every payload fits the schema that the server shows for it, and a maimed one does not")
    func schemas() async throws {
        let server = try LiveServer.ofSuite()
        _ = try await EventStory(server: server, name: "schemas").play()
        let byType = Dictionary(grouping: try await server.wholeLog()) { $0["type"].text ?? "" }
        let types = try await server.call("GET", "/v1/events/types")["list"].items
        #expect(types.count == 20)
        var cases: [(type: String, line: [UInt8])] = []
        for type in types {
            guard let name = type["type"].text, let events = byType[name], let path = type["schema"].text else {
                continue
            }
            let schemaName = "urn:shedu:schema:\(name):\(type["version"].int ?? 0)"
            #expect(events.allSatisfy { $0["dataschema"].text == schemaName }, "\(name)")
            let values = events.map { $0["data"] } + Self.maimed(events[0]["data"])
            let schema = try await server.api("GET", path).json()
            cases.append((name, try JSON.object(["schema": schema, "values": .array(values)]).bytes))
        }
        #expect(cases.count == byType.count && cases.count >= 9)
        let input = Array(cases.map(\.line).joined(separator: [0x0A]))
        let verdicts = try await Judge.ask("Tests/EndToEndTests/Judges/payloads.py", [], input)
        for (item, verdict) in zip(cases, verdicts) {
            let good = byType[item.type]?.count ?? 0
            #expect(verdict.items.prefix(good).allSatisfy { $0 == .null }, "\(item.type): \(verdict)")
            #expect(verdict.items.dropFirst(good).allSatisfy { $0.text != nil }, "\(item.type): \(verdict)")
        }
    }

    /// Nothing left, and the first member of another type.
    private static func maimed(_ payload: JSON) -> [JSON] {
        var other = payload
        other[payload.names.sorted()[0]] = [[[]]]
        return [[:], other]
    }
}
