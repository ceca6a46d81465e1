import CloudEvents
import Testing

/// A valid event with one thing changed.
func makeEvent(
    id: String = "1",
    source: String = "/s",
    type: String = "t",
    subject: String? = nil,
    dataContentType: String? = nil,
    dataSchema: String? = nil,
    data: CloudEvent.Payload? = nil,
    extensions: [String: CloudEvent.ExtensionValue] = [:]
) throws(CloudEventError) -> CloudEvent {
    try CloudEvent(
        id: id,
        source: source,
        type: type,
        subject: subject,
        dataContentType: dataContentType,
        dataSchema: dataSchema,
        data: data,
        extensions: extensions
    )
}

/// The code of the error that `work` throws, nil where it throws none.
func code<Value>(_ work: @autoclosure () throws -> Value) -> CloudEventError.Code? {
    do {
        _ = try work()
        return nil
    } catch {
        return (error as? CloudEventError)?.code
    }
}

/// The same, for the attribute as well.
func failure<Value>(_ work: @autoclosure () throws -> Value) -> [String]? {
    do {
        _ = try work()
        return nil
    } catch {
        return (error as? CloudEventError).map { [$0.code.rawValue, $0.attribute ?? ""] }
    }
}

@Suite("What a CloudEvent may be")
struct CloudEventTests {
    @Test("an event keeps what it is given")
    func keeps() throws {
        let time = try CloudEvent.Timestamp("2018-04-05T17:31:00Z")
        let event = try CloudEvent(
            id: "A234",
            source: "https://example.com/a",
            type: "com.example",
            subject: "é 😀",
            time: time,
            dataContentType: "text/plain",
            dataSchema: "urn:schema:1",
            data: .text("hello"),
            extensions: ["sequence": "1", "n": -3, "ok": true]
        )
        #expect(event.id == "A234")
        #expect(event.source == "https://example.com/a")
        #expect(event.type == "com.example")
        #expect(event.subject == "é 😀")
        #expect(event.time == time)
        #expect(event.dataContentType == "text/plain")
        #expect(event.dataSchema == "urn:schema:1")
        #expect(event.data == .text("hello"))
        #expect(event.extensions == ["sequence": .string("1"), "n": .integer(-3), "ok": .boolean(true)])
    }

    @Test("an empty attribute is refused by its name")
    func empty() {
        #expect(failure(try makeEvent(id: "")) == ["emptyAttribute", "id"])
        #expect(failure(try makeEvent(source: "")) == ["emptyAttribute", "source"])
        #expect(failure(try makeEvent(type: "")) == ["emptyAttribute", "type"])
        #expect(failure(try makeEvent(subject: "")) == ["emptyAttribute", "subject"])
        #expect(
            failure(try makeEvent(dataSchema: ""))
                == ["emptyAttribute", "dataschema"]
        )
        #expect(
            failure(try makeEvent(dataContentType: ""))
                == ["emptyAttribute", "datacontenttype"]
        )
    }

    @Test(
        "a control character or a noncharacter is refused",
        arguments: [
            0, 0xA, 0x1F, 0x7F, 0x80, 0x9F, 0xFDD0, 0xFDEF, 0xFFFE, 0x1FFFF, 0x10FFFF,
        ]
    )
    func disallowed(codePoint: UInt32) throws {
        let text = "a" + String(Character(try #require(Unicode.Scalar(codePoint))))
        #expect(code(try makeEvent(id: text)) == .disallowedCharacter)
        #expect(code(try makeEvent(type: text)) == .disallowedCharacter)
        #expect(code(try makeEvent(subject: text)) == .disallowedCharacter)
        #expect(
            failure(try makeEvent(extensions: ["x1": .string(text)]))
                == ["disallowedCharacter", "x1"]
        )
    }

    @Test(
        "a character beside the disallowed ones is accepted",
        arguments: [0x20, 0x7E, 0xA0, 0xFDCF, 0xFDF0, 0xFFFD, 0x10FFFD]
    )
    func allowed(codePoint: UInt32) throws {
        let character = String(Character(try #require(Unicode.Scalar(codePoint))))
        #expect(try makeEvent(subject: character).subject == character)
    }

    @Test(
        "an extension name is lower-case letters and digits",
        arguments: ["", "A", "a-b", "a_b", "é", "a b", "data_base64", "x\n"]
    )
    func names(name: String) {
        #expect(
            code(try makeEvent(extensions: [name: "v"])) == .invalidAttributeName
        )
    }

    @Test(
        "the name of a defined attribute is no extension's",
        arguments: ["id", "source", "specversion", "type", "datacontenttype", "dataschema", "subject", "time", "data"]
    )
    func reserved(name: String) {
        #expect(
            failure(try makeEvent(extensions: [name: "v"]))
                == ["reservedAttributeName", name]
        )
    }

    @Test("an error tells a name from outside in printable ASCII and not at length")
    func errorNames() {
        let name = "a\nb" + String(repeating: "é", count: 1000)
        #expect(throws: CloudEventError.self) { try makeEvent(extensions: [name: "v"]) }
        let error = #expect(throws: CloudEventError.self) { try makeEvent(extensions: [name: "v"]) }
        #expect(error?.attribute == "a?b" + String(repeating: "?", count: 61))
        #expect(error?.description.contains("\n") == false)
    }

    @Test("no value of an attribute is in an error")
    func errorValues() {
        let secret = "hunter2"
        let attempts: [() throws -> CloudEvent] = [
            { try makeEvent(source: "%" + secret) },
            { try makeEvent(dataSchema: secret) },
            { try makeEvent(dataContentType: secret) },
            { try CloudEvent(json: bytes(#"{"id":"\#(secret)"#)) },
            { try CloudEvent(json: bytes(#"{"specversion":"\#(secret)"}"#)) },
        ]
        for attempt in attempts {
            let error = #expect(throws: CloudEventError.self) { try attempt() }
            #expect(error?.description.contains(secret) == false)
        }
    }

    @Test("data has to fit its content type")
    func fit() throws {
        let json = CloudEvent.Payload.json(Array("1".utf8))
        for type in [nil, "application/json", "text/JSON; a=b", "application/vnd.x+json"] {
            #expect(try makeEvent(dataContentType: type, data: json).data == json)
            #expect(try makeEvent(dataContentType: type, data: .binary([1])).data == .binary([1]))
            #expect(
                code(try makeEvent(dataContentType: type, data: .text("1")))
                    == .dataContentTypeMismatch
            )
        }
        for type in ["text/plain", "application/xml", "application/jsonp", "application/xjson", "json/xml"] {
            #expect(try makeEvent(dataContentType: type, data: .text("1")).data == .text("1"))
            #expect(
                code(try makeEvent(dataContentType: type, data: json))
                    == .dataContentTypeMismatch
            )
        }
        #expect(code(try makeEvent(data: .json([]))) == .malformedJSON)
    }

    @Test("an extension is set, replaced and taken away in a copy")
    func setting() throws {
        let event = try makeEvent(extensions: ["b": "1"])
        let changed = try event.settingExtension("a", to: 5).settingExtension("b", to: "2")
        #expect(changed == (try makeEvent(extensions: ["a": 5, "b": "2"])))
        #expect(changed.json == (try makeEvent(extensions: ["a": 5, "b": "2"])).json)
        #expect(try changed.settingExtension("b", to: nil) == makeEvent(extensions: ["a": 5]))
        #expect(event == (try makeEvent(extensions: ["b": "1"])))
        #expect(
            code(try event.settingExtension("time", to: "x"))
                == .reservedAttributeName
        )
    }
}
