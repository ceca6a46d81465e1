import CloudEvents
import Testing

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// A JSON event with these members beside the required ones.
func document(_ members: String) -> [UInt8] {
    bytes(#"{"specversion":"1.0","id":"1","source":"/s","type":"t""# + (members.isEmpty ? "" : ",") + members + "}")
}

@Suite("The JSON format")
struct JSONFormatTests {
    @Test("an event is written in a fixed order, and its JSON data byte for byte")
    func order() throws {
        let event = try CloudEvent(
            id: "A\"1\\",
            source: "/s?a=b",
            type: "t",
            subject: "é😀",
            time: CloudEvent.Timestamp("2018-04-05T17:31:00.100Z"),
            dataContentType: "application/json",
            dataSchema: "urn:x:y",
            data: .json(bytes(#"{ "b" : 1.0, "a":"\u00e9" }"#)),
            extensions: [
                "z": "1", "a": false, "m": -5, "b": .binary([1, 2]), "t": .timestamp(.init("2018-04-05T17:31:00Z")),
            ]
        )
        let expected =
            #"{"specversion":"1.0","id":"A\"1\\","source":"/s?a=b","type":"t","subject":"é😀","#
            + #""time":"2018-04-05T17:31:00.100Z","datacontenttype":"application/json","dataschema":"urn:x:y","#
            + #""a":false,"b":"AQI=","m":-5,"t":"2018-04-05T17:31:00Z","z":"1","#
            + #""data":{ "b" : 1.0, "a":"\u00e9" }}"#
        #expect(String(decoding: event.json, as: UTF8.self) == expected)
        var buffer = bytes("data: ")
        event.appendJSON(to: &buffer)
        #expect(buffer == bytes("data: " + expected))
    }

    @Test("text is written with the escapes that JSON needs, and bytes as base64")
    func textAndBytes() throws {
        let text = try makeEvent(dataContentType: "text/plain", data: .text("a\u{0}\u{1F}\n\r\t\"\\/\u{7F}é"))
        #expect(String(decoding: text.json, as: UTF8.self).hasSuffix(#""data":"a\u0000\u001f\n\r\t\"\\/\#u{7F}é"}"#))
        #expect(try CloudEvent(json: text.json) == text)
        let binary = try makeEvent(data: .binary([0xFF, 0]))
        #expect(String(decoding: binary.json, as: UTF8.self).hasSuffix(#""type":"t","data_base64":"/wA="}"#))
        #expect(try CloudEvent(json: binary.json) == binary)
    }

    @Test("every escape of JSON is read in text")
    func escapes() throws {
        let json = document(#""datacontenttype":"text/plain","data":"\"\\\/\b\f\n\r\t\u0041\u00E9\uD83D\ude00\u0000""#)
        #expect(try CloudEvent(json: json).data == .text("\"\\/\u{8}\u{C}\n\r\tAé😀\0"))
    }

    @Test("the examples of the specification are read")
    func examples() throws {
        let start = """
            { "specversion" : "1.0", "type" : "com.example.someevent", "source" : "/mycontext", "id" : "A234-1234-1234",
              "time" : "2018-04-05T17:31:00Z", "subject": null, "comexampleextension1" : "value",
              "comexampleothervalue" : 5, "unsetextension": null,
            """
        func read(_ rest: String) throws -> CloudEvent {
            let event = try CloudEvent(json: bytes(start + rest + "}\n"))
            #expect(
                event.id == "A234-1234-1234" && event.source == "/mycontext" && event.type == "com.example.someevent"
            )
            #expect(event.subject == nil && event.time?.text == "2018-04-05T17:31:00Z")
            #expect(event.extensions == ["comexampleextension1": "value", "comexampleothervalue": 5])
            return event
        }
        let thrift = try read(#""datacontenttype":"application/vnd.apache.thrift.binary","data_base64":"Zm9vYg==""#)
        #expect(thrift.data == .binary(bytes("foob")))
        let xml = try read(#""datacontenttype" : "application/xml", "data" : "<much wow=\"xml\"/>""#)
        #expect(xml.data == .text(#"<much wow="xml"/>"#))
        let json = try read(#""datacontenttype" : "application/json", "data" : { "appinfoA" : "abc", "n":123 } "#)
        #expect(json.data == .json(bytes(#"{ "appinfoA" : "abc", "n":123 }"#)))
        let string = try read(#""data" : "I'm just a string" "#)
        #expect(string.data == .json(bytes(#""I'm just a string""#)))
        #expect(string.dataContentType == nil)
    }

    @Test("data that is null is a payload where JSON is declared, and nothing elsewhere")
    func nullData() throws {
        #expect(try CloudEvent(json: document(#""data":null"#)).data == .json(bytes("null")))
        #expect(
            try CloudEvent(json: document(#""datacontenttype":"a/b+json","data":null"#)).data == .json(bytes("null"))
        )
        #expect(try CloudEvent(json: document(#""datacontenttype":"text/plain","data":null"#)).data == nil)
        #expect(try CloudEvent(json: document(#""data_base64":null"#)).data == nil)
        #expect(try CloudEvent(json: document(#""data_base64":null,"data":1"#)).data == .json(bytes("1")))
        #expect(try CloudEvent(json: document("")).data == nil)
    }

    @Test("a member that is wrong is refused by its name")
    func refused() {
        let cases = [
            (#""datacontenttype":"text/plain","data":1"#, "dataContentTypeMismatch", "data"),
            (#""data":1,"data_base64":"AA==""#, "dataGivenTwice", "data_base64"),
            (#""data":null,"data_base64":"AA==""#, "dataGivenTwice", "data_base64"),
            (#""data_base64":"A""#, "invalidBase64", "data_base64"),
            (#""data_base64":1"#, "wrongAttributeType", "data_base64"),
            (#""subject":1"#, "wrongAttributeType", "subject"), (#""subject":"""#, "emptyAttribute", "subject"),
            (#""time":"yesterday""#, "invalidTimestamp", "time"), (#""time":0"#, "wrongAttributeType", "time"),
            (#""dataschema":"x""#, "invalidURI", "dataschema"),
            (#""datacontenttype":"x""#, "invalidMediaType", "datacontenttype"),
            (#""datacontenttype":"x","data":1"#, "invalidMediaType", "datacontenttype"),
            (#""x":1.5"#, "wrongAttributeType", "x"), (#""x":1e2"#, "wrongAttributeType", "x"),
            (#""x":{}"#, "wrongAttributeType", "x"), (#""x":[]"#, "wrongAttributeType", "x"),
            (#""x":2147483648"#, "integerOutOfRange", "x"), (#""x":-2147483649"#, "integerOutOfRange", "x"),
            (#""fooBar":1"#, "invalidAttributeName", "fooBar"), (#""foo_bar":null"#, "invalidAttributeName", "foo_bar"),
            (#""":1"#, "invalidAttributeName", ""), (#""x":"\u0000""#, "disallowedCharacter", "x"),
            (#""x":"\uFFFF""#, "disallowedCharacter", "x"), (#""id":"2""#, "duplicateMember", ""),
            (#""x":1,"\u0078":2"#, "duplicateMember", ""), (#""data":{"a":1,"b":{},"a":2}"#, "duplicateMember", ""),
        ]
        for (members, code, attribute) in cases {
            #expect(failure(try CloudEvent(json: document(members))) == [code, attribute], "\(members)")
        }
    }

    @Test("a required attribute that is absent or null is missed")
    func missing() throws {
        let members = ["specversion": "1.0", "id": "1", "source": "/s", "type": "t"]
        for name in members.keys {
            let others = members.filter { $0.key != name }.map { #""\#($0.key)":"\#($0.value)""# }
            for rest in [others, others + [#""\#(name)":null"#]] {
                let json = bytes("{" + rest.joined(separator: ",") + "}")
                #expect(failure(try CloudEvent(json: json)) == ["missingAttribute", name])
            }
        }
        for version in ["1", "1.0.2", "0.3", ""] {
            let json = bytes(#"{"specversion":"\#(version)","id":"1","source":"/s","type":"t"}"#)
            #expect(failure(try CloudEvent(json: json)) == ["unsupportedSpecVersion", "specversion"])
        }
    }

    @Test("a batch is read and written, empty or not, and an error says which event is wrong")
    func batch() throws {
        #expect(CloudEvent.jsonBatch([]) == bytes("[]"))
        #expect(try CloudEvent.events(jsonBatch: bytes(" [ ] ")) == [])
        var random = RandomEvents(seed: 7)
        let events = try random.events(20)
        let batch = CloudEvent.jsonBatch(events)
        #expect(try CloudEvent.events(jsonBatch: batch) == events.map { try $0.asReadFromJSON() })
        let bad = bytes("[") + document("") + bytes(",") + document(#""time":"x""#) + bytes("]")
        let error = #expect(throws: CloudEventError.self) { try CloudEvent.events(jsonBatch: bad) }
        #expect(error?.code == .invalidTimestamp && error?.batchIndex == 1 && error?.attribute == "time")
        for text in ["", "{}", "[", "[1]", "[[]]", "[null]", "[,]"] {
            #expect(code(try CloudEvent.events(jsonBatch: bytes(text))) == .malformedJSON, "\(text)")
        }
        #expect(code(try CloudEvent(json: batch)) == .malformedJSON)
        #expect(code(try CloudEvent(json: document("") + bytes("x"))) == .malformedJSON)
        #expect(code(try CloudEvent.events(jsonBatch: bytes("[]x"))) == .malformedJSON)
    }

    @Test("what is written is read as the same event")
    func roundTrip() throws {
        var random = RandomEvents(seed: 1)
        for event in try random.events(300) {
            let read = try CloudEvent(json: event.json)
            #expect(read == (try event.asReadFromJSON()))
            #expect(read.json == event.json)
        }
    }
}
