import CloudEvents
import Testing

@Suite("The HTTP binding")
struct HTTPBindingTests {
    private let required = [("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-source", "/s"), ("ce-type", "t")]

    private func message(_ headers: [(String, String)] = [], body: String = "") -> HTTPMessage {
        HTTPMessage(headers: (required + headers).map { (name: $0.0, value: $0.1) }, body: bytes(body))
    }

    private func lines(_ message: HTTPMessage) -> [String] { message.headers.map { "\($0.name): \($0.value)" } }

    @Test("binary mode has each attribute in a header, the content type in its own, and the data as the body")
    func binary() throws {
        let event = try CloudEvent(
            id: "1",
            source: "/s?a=%20b",
            type: "t",
            subject: "Euro € 😀",
            time: CloudEvent.Timestamp("2018-04-05T03:56:24Z"),
            dataContentType: "text/plain; charset=utf-8",
            dataSchema: "urn:a:b",
            data: .text("é"),
            extensions: ["b": true, "a": -1, "c": .binary([255]), "d": "\"50%\"", "e": ""]
        )
        let message = HTTPMessage.binary(event)
        #expect(
            lines(message) == [
                "ce-specversion: 1.0", "ce-id: 1", "ce-source: /s?a=%2520b", "ce-type: t",
                "ce-subject: Euro%20%E2%82%AC%20%F0%9F%98%80", "ce-time: 2018-04-05T03:56:24Z",
                "ce-dataschema: urn:a:b",
                "ce-a: -1", "ce-b: true", "ce-c: /w==", "ce-d: %2250%25%22", "ce-e: ",
                "content-type: text/plain; charset=utf-8",
            ]
        )
        #expect(message.body == bytes("é"))
        #expect(message.contentMode == .binary)
        #expect(try message.event() == event.asReadFromHeaders())
    }

    @Test("JSON without a content type gets one, and nothing else does")
    func impliedContentType() throws {
        #expect(lines(.binary(try makeEvent(data: .json(bytes("1"))))).last == "content-type: application/json")
        #expect(lines(.binary(try makeEvent(data: .binary([1])))).last == "ce-type: t")
        #expect(lines(.binary(try makeEvent())).last == "ce-type: t")
    }

    @Test("structured and batched mode have everything in the body")
    func structured() throws {
        let event = try makeEvent(data: .json(bytes("1")), extensions: ["x": 5])
        #expect(lines(.structured(event)) == ["content-type: application/cloudevents+json"])
        #expect(HTTPMessage.structured(event).body == event.json)
        #expect(HTTPMessage.structured(event).contentMode == .structured)
        #expect(try HTTPMessage.structured(event).event() == event)
        let batch = HTTPMessage.batched([event, event])
        #expect(lines(batch) == ["content-type: application/cloudevents-batch+json"])
        #expect(batch.contentMode == .batched)
        #expect(try batch.events() == [event, event])
        #expect(try HTTPMessage.batched([]).events() == [])
        #expect(code(try batch.event()) == .unexpectedBatch)
    }

    @Test("what is written is read as the same event, in every mode")
    func roundTrip() throws {
        var random = RandomEvents(seed: 2)
        let events = try random.events(300)
        for event in events {
            #expect(try HTTPMessage.binary(event).events() == [event.asReadFromHeaders()])
            #expect(try HTTPMessage.structured(event).events() == [event.asReadFromJSON()])
        }
        #expect(try HTTPMessage.batched(events).events() == events.map { try $0.asReadFromJSON() })
    }

    @Test("the mode and the format are read from the content type in any case")
    func modes() throws {
        func mode(_ type: String) -> HTTPMessage.ContentMode {
            HTTPMessage(headers: [("Content-Type", type)], body: []).contentMode
        }
        #expect(mode(" Application/CloudEvents+JSON; charset=utf-8") == .structured)
        #expect(mode("application/cloudevents-batch+json") == .batched)
        #expect(mode("application/json") == .binary)
        #expect(mode("application/cloudevents+avro") == .structured)
        let json = try makeEvent().json
        for (type, expected) in [
            ("application/cloudevents+json;charset=UTF-8", nil), ("APPLICATION/CLOUDEVENTS+JSON", nil),
            ("application/cloudevents+avro", "unsupportedFormat"), ("application/cloudevents", "unsupportedFormat"),
            ("application/cloudevents+json; charset=utf-16", "unsupportedFormat"),
            ("application/cloudevents+json;", "unsupportedFormat"),
            ("application/cloudevents-batch", "unsupportedFormat"),
        ] {
            let found = code(try HTTPMessage(headers: [("content-type", type)], body: json).events())
            #expect(found?.rawValue == expected, "\(type)")
        }
    }

    @Test(
        "header values are decoded as the binding says",
        arguments: [
            ("Euro%20%E2%82%AC%20%F0%9F%98%80", "Euro € 😀"), ("%e2%82%ac", "€"), ("%41%62", "Ab"), ("a b", "a b"),
            ("\"a b\"", "a b"), ("\"a\\\"b\\\\c\"", "a\"b\\c"), (" \t a \t", "a"), ("%2520", "%20"), ("\"%20\"", " "),
            ("\"a\" b", "a b"), ("a\\b", "a\\b"), ("%22x%22", "\"x\""),
        ]
    )
    func headerValues(value: String, text: String) throws {
        #expect(try message([("CE-Subject", value)]).event().subject == text)
        #expect(try message([("Ce-X1", value)]).event().extensions == ["x1": .string(text)])
    }

    @Test(
        "a header value that no encoder writes is refused",
        arguments: [
            "%", "%4", "%4g", "%C0%A0", "%FF", "%ED%A0%80", "%E2%82", "\"a", "\"a\\", "é", "a\tb", "\u{1}", "\"\\é\"",
            "%+1",
        ]
    )
    func badHeaderValues(value: String) {
        #expect(failure(try message([("ce-subject", value)]).event()) == ["invalidHeaderValue", "subject"])
    }

    @Test("a decoded control character is refused as one")
    func decodedControls() {
        #expect(failure(try message([("ce-x", "a%0D%0Aevil:%201")]).event()) == ["disallowedCharacter", "x"])
    }

    @Test("a message that is no event is refused with the reason")
    func refused() {
        #expect(failure(try HTTPMessage(headers: [], body: []).event()) == ["missingAttribute", "specversion"])
        for (name, _) in required {
            var rest = message()
            rest.headers.removeAll { $0.name == name }
            #expect(failure(try rest.event()) == ["missingAttribute", String(name.dropFirst(3))])
        }
        let cases = [
            ([("ce-id", "2")], "unexpectedHeader", "ce-id"), ([("CE-ID", "1")], "unexpectedHeader", "ce-id"),
            ([("ce-datacontenttype", "a/b")], "unexpectedHeader", "ce-datacontenttype"),
            ([("ce-data", "x")], "unexpectedHeader", "ce-data"), ([("ce-subject", "")], "emptyAttribute", "subject"),
            ([("ce-data_base64", "AA==")], "invalidAttributeName", "data_base64"),
            ([("ce-", "x")], "invalidAttributeName", ""),
            ([("ce-time", "now")], "invalidTimestamp", "time"), ([("ce-dataschema", "x")], "invalidURI", "dataschema"),
            ([("content-type", "x")], "invalidMediaType", "datacontenttype"),
            ([("content-type", "")], "emptyAttribute", "datacontenttype"),
            ([("content-type", "a/b"), ("Content-Type", "a/b")], "unexpectedHeader", "content-type"),
        ]
        for (headers, code, attribute) in cases {
            #expect(failure(try message(headers).event()) == [code, attribute], "\(headers)")
        }
        var other = message()
        other.headers[0].value = "0.3"
        #expect(failure(try other.event()) == ["unsupportedSpecVersion", "specversion"])
    }

    @Test("a body is what its content type says")
    func bodies() throws {
        func data(_ type: String?, _ body: [UInt8]) throws -> CloudEvent.Payload? {
            var message = message(type.map { [("content-type", $0)] } ?? [])
            message.body = body
            return try message.event().data
        }
        #expect(try data("application/json", bytes(" {} ")) == .json(bytes("{}")))
        #expect(try data("a/b+json; charset=utf-8", bytes("\"x\"")) == .json(bytes("\"x\"")))
        #expect(try data("application/json", []) == nil)
        #expect(try data("application/json; charset=utf-16", [0xFE, 0xFF]) == .binary([0xFE, 0xFF]))
        #expect(try data("text/plain", bytes("é")) == .text("é"))
        #expect(try data("text/plain; charset=iso-8859-1", [0xE9]) == .binary([0xE9]))
        #expect(try data("text/plain", [0xE9]) == .binary([0xE9]))
        #expect(try data("application/soap+xml", bytes("<a/>")) == .text("<a/>"))
        #expect(try data("application/octet-stream", bytes("a")) == .binary(bytes("a")))
        #expect(try data(nil, bytes("{}")) == .binary(bytes("{}")))
        for body in ["I'm just a string", "{", "{\"a\":1,\"a\":2}"] {
            #expect(failure(try data("application/json", bytes(body)))?.last == "data")
        }
    }
}
