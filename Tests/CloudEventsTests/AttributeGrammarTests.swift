import CloudEvents
import Foundation
import Testing
import TestSupport

@Suite("The grammars of attributes")
struct AttributeGrammarTests {
    @Test(
        "a URI-reference is a source",
        arguments: [
            "https://github.com/cloudevents", "mailto:cncf-wg-serverless@lists.cncf.io",
            "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66", "cloudevents/spec/pull/123", "/sensors/tn-1234567/alerts",
            "1-555-123-4567", "lamassuiot.ca", "lamassuiot/dms-manager", "#f", "?q", "//host", "//", "a:", "./a:b",
            "ldap://[2001:db8::7]/c=GB?objectClass?one", "x://[::]", "x://[v1.a:b]:", "x://[1:2:3:4:5:6:1.2.3.4]",
            "http://a/b?c#d?/", "http://us%20er@h:/", "a//b", "x:/", "x:?#",
        ]
    )
    func sources(source: String) throws {
        #expect(try makeEvent(source: source).source == source)
    }

    @Test(
        "anything else is none",
        arguments: [
            "a b", "é", "%", "%4", "%zz", "a:b:[c]", "1a:b", ":a", "a\\b", "<x>", "\"", "^", "`", "{a}", "|", "##",
            "http://[::1", "http://[1:2:3]", "http://[1::2::3]", "http://[:::]", "http://[12345::]", "http://[::1]x",
            "http://[1:2:3:4:5:6:7:8:9]", "http://[::1.2.3]", "http://[::256.1.1.1]", "http://[1.2.3.4::]",
            "http://[1:2:3:4:5:6:7:8::]", "http://[v.a]", "http://[vg.a]", "http://h:8x", "http://a@b@c/",
            "http://h:1:2",
        ]
    )
    func noSources(source: String) {
        #expect(code(try makeEvent(source: source)) == .invalidURIReference)
    }

    @Test("a data schema is an absolute URI, hence has no fragment")
    func schemas() throws {
        for uri in ["https://example.com/s.json?v=1", "urn:a:b", "a:"] {
            #expect(try makeEvent(dataSchema: uri).dataSchema == uri)
            #expect(try makeEvent(extensions: ["u": .uri(uri)]).extensions["u"] == .uri(uri))
        }
        for text in ["/s.json", "s", "//h/s", "https://example.com/s.json#/x", "urn:a:b#"] {
            #expect(code(try makeEvent(dataSchema: text)) == .invalidURI)
            #expect(
                failure(try makeEvent(extensions: ["u": .uri(text)]))
                    == ["invalidURI", "u"]
            )
        }
        #expect(try makeEvent(extensions: ["u": .uriReference("")]).extensions["u"]?.canonicalText == "")
        #expect(
            code(try makeEvent(extensions: ["u": .uriReference("a b")]))
                == .invalidURIReference
        )
    }

    @Test(
        "a media type is a content type",
        arguments: [
            "text/xml", "application/json", "image/png", "multipart/form-data; boundary=\"a b;\\\"c\"",
            "Application/Vnd.X+JSON ; charset=utf-8;q=1", "a!#$%&'*+-.^_`{|}~/x",
        ]
    )
    func mediaTypes(text: String) throws {
        #expect(try makeEvent(dataContentType: text).dataContentType == text)
    }

    @Test(
        "anything else is none",
        arguments: [
            "text", "text/", "/xml", "text/xml/x", "text /xml", "text/xml;", "text/xml; charset", "text/xml; a=",
            "text/xml; a=\"b", "text/xml, text/plain", " text/xml", "text/xml ", "text/(c)", "téxt/xml", "text/xml a=b",
            "text/xml; a=\"é\"", "text/xml; a=\"b\"c", "text/xml; a=\"\\",
        ]
    )
    func noMediaTypes(text: String) {
        #expect(code(try makeEvent(dataContentType: text)) == .invalidMediaType)
    }

    @Test("a value has the canonical text of its type")
    func canonicalTexts() throws {
        let time = try CloudEvent.Timestamp("2018-04-05T17:31:00Z")
        let values: [CloudEvent.ExtensionValue] = [
            true, false, 0, .integer(.min), "x y", .binary([0, 255, 16]), .uri("a:b"), .uriReference("b"),
            .timestamp(time),
        ]
        let texts = ["true", "false", "0", "-2147483648", "x y", "AP8Q", "a:b", "b", "2018-04-05T17:31:00Z"]
        #expect(values.map(\.canonicalText) == texts)
    }

    @Test("text is read as the type that its reader knows it has")
    func typedReading() throws {
        #expect(CloudEvent.ExtensionValue.string("true").booleanValue == true)
        #expect(CloudEvent.ExtensionValue.string("false").booleanValue == false)
        #expect(CloudEvent.ExtensionValue.boolean(true).booleanValue == true)
        for text in ["True", "1", "", "2018"] { #expect(CloudEvent.ExtensionValue.string(text).booleanValue == nil) }
        #expect(CloudEvent.ExtensionValue.string("-2147483648").integerValue == .min)
        #expect(CloudEvent.ExtensionValue.string("-0").integerValue == 0)
        #expect(CloudEvent.ExtensionValue.integer(7).integerValue == 7)
        for text in ["+1", "01", "1.0", "2147483648", "", " 1"] {
            #expect(CloudEvent.ExtensionValue.string(text).integerValue == nil)
        }
        #expect(CloudEvent.ExtensionValue.string("AP8Q").binaryValue == [0, 255, 16])
        #expect(CloudEvent.ExtensionValue.binary([1]).binaryValue == [1])
        let time = try CloudEvent.Timestamp("2018-04-05T17:31:00Z")
        #expect(CloudEvent.ExtensionValue.string(time.text).timestampValue == time)
        #expect(CloudEvent.ExtensionValue.timestamp(time).timestampValue == time)
        #expect(CloudEvent.ExtensionValue.string("2018").timestampValue == nil)
    }

    @Test("base64 is what Foundation makes, of every length and value")
    func base64() throws {
        var random = SeededGenerator(seed: 64)
        for length in 0..<200 {
            let bytes = (0..<length).map { _ in UInt8(random.number(0...255)) }
            let value = CloudEvent.ExtensionValue.binary(bytes)
            #expect(value.canonicalText == Data(bytes).base64EncodedString())
            #expect(CloudEvent.ExtensionValue.string(value.canonicalText).binaryValue == bytes)
        }
    }

    @Test(
        "what is not quite base64 is none",
        arguments: [
            "A", "AA", "AAA", "AA=", "=", "==", "====", "A===", "AA==AA==", "AA=A", "AB==", "AAB=", "AA A", "AA-_",
            "AAAA\n", "éA==",
        ]
    )
    func noBase64(text: String) {
        #expect(CloudEvent.ExtensionValue.string(text).binaryValue == nil)
    }
}
