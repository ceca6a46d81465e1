import CloudEvents
import TestSupport

extension SeededGenerator {
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    mutating func one<Element>(of elements: [Element]) -> Element { elements[number(0...elements.count - 1)] }
}

/// Valid events of every shape that every reader we ask can hold: Python has no leap seconds and no year 0.
struct RandomEvents {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func events(_ count: Int) throws -> [CloudEvent] {
        try (0..<count).map { _ in try event() }
    }

    mutating func event() throws -> CloudEvent {
        let (contentType, data) = payload()
        var extensions: [String: CloudEvent.ExtensionValue] = [:]
        for _ in 0..<random.number(0...5) { extensions[name()] = try extensionValue() }
        return try CloudEvent(
            id: text(1...20),
            source: uriReference(),
            type: text(1...20),
            subject: random.chance(50) ? text(1...20) : nil,
            time: random.chance(70) ? timestamp() : nil,
            dataContentType: contentType,
            dataSchema: random.chance(30) ? uri() : nil,
            data: data,
            extensions: extensions
        )
    }

    /// Not empty unless asked for, with what makes trouble in JSON and in headers.
    mutating func text(_ length: ClosedRange<Int>) -> String {
        let characters = Array("abcXYZ019-._~ \"\\%{}[]:,/?#&=+'<>é€😀\u{10FFFD}\u{301}ß漢").map(String.init)
        return (0..<random.number(length)).map { _ in random.one(of: characters) }.joined()
    }

    mutating func name() -> String {
        let characters = Array("abcdefghijklmnopqrstuvwxyz0123456789").map(String.init)
        return "x" + (0..<random.number(1...15)).map { _ in random.one(of: characters) }.joined()
    }

    mutating func uri() -> String {
        let starts = [
            "https://example.com", "http://user:pw@host:8080", "urn:uuid", "mailto:a@example.com", "a+b-c.d:",
            "coap://[2001:db8::1]:5683", "x://[::ffff:192.0.2.1]", "file://",
        ]
        let start = random.one(of: starts)
        let segments = (0..<random.number(0...3)).map { _ in "/" + segment() }.joined()
        return start + segments + (random.chance(30) ? "?" + segment() + "/?" : "")
    }

    mutating func uriReference() -> String {
        switch random.number(0...3) {
        case 0: uri()
        case 1: "/" + segment() + "/" + segment()
        case 2: "1-555-" + segment().replacing(":", with: "")
        default: uri() + "#" + segment()
        }
    }

    private mutating func segment() -> String {
        let characters = Array("abz09-._~!$&'()*+,;=:@").map(String.init) + ["%20", "%C3%A9"]
        return (0..<random.number(1...8)).map { _ in random.one(of: characters) }.joined()
    }

    mutating func timestamp() throws -> CloudEvent.Timestamp {
        func padded(_ number: Int, _ width: Int) -> String {
            String(String(number + 100_000).suffix(width))
        }
        let date = [
            padded(random.number(2...9998), 4), padded(random.number(1...12), 2), padded(random.number(1...28), 2),
        ]
        let clock = [
            padded(random.number(0...23), 2), padded(random.number(0...59), 2), padded(random.number(0...59), 2),
        ]
        let digits = (0..<random.number(1...9)).map { _ in String(random.number(0...9)) }.joined()
        let offset = random.one(of: ["Z", "Z", "+00:00", "-00:00", "+05:30", "-12:45", "+23:59"])
        let fraction = random.chance(70) ? "." + digits : ""
        return try CloudEvent.Timestamp(
            date.joined(separator: "-") + "T" + clock.joined(separator: ":") + fraction + offset
        )
    }

    mutating func extensionValue() throws -> CloudEvent.ExtensionValue {
        switch random.number(0...7) {
        case 0: .boolean(random.chance(50))
        case 1: .integer(Int32.random(in: .min ... .max, using: &random))
        case 2: .integer(random.one(of: [.min, -1, 0, 1, .max]))
        case 3: .binary(bytes(0...9))
        case 4: .uri(uri())
        case 5: .uriReference(uriReference())
        case 6: .timestamp(try timestamp())
        default: .string(text(0...12))
        }
    }

    private mutating func bytes(_ length: ClosedRange<Int>) -> [UInt8] {
        (0..<random.number(length)).map { _ in UInt8(random.number(0...255)) }
    }

    private mutating func payload() -> (contentType: String?, data: CloudEvent.Payload?) {
        let jsonTypes = [
            nil, "application/json", "application/json; charset=utf-8", "text/json", "application/x.y+json",
        ]
        let textTypes = ["text/plain", "text/xml; charset=\"UTF-8\"", "application/xml", "image/svg+xml"]
        switch random.number(0...5) {
        case 0: return (random.one(of: jsonTypes + textTypes), nil)
        case 1, 2: return (random.one(of: jsonTypes), .json(Array(json(depth: 4).utf8)))
        case 3: return (random.one(of: textTypes), .text(text(0...30) + random.one(of: ["", "\n\t\u{1}\u{7F}\r\n"])))
        // 0xFF makes it neither UTF-8 nor JSON, whatever follows.
        case 4:
            return (random.one(of: [nil, "application/octet-stream", "image/png"]), .binary([0xFF] + bytes(0...40)))
        default: return ("application/octet-stream", .binary(bytes(0...6)))
        }
    }

    /// Any JSON, with white space where it may be.
    mutating func json(depth: Int) -> String {
        let space = random.one(of: ["", "", " ", "\n\t"])
        switch random.number(depth > 0 ? 0...7 : 2...7) {
        case 0:
            let members = (0..<random.number(0...4)).map {
                "\"k\($0)\\u00e9é\"\(space):\(space)" + json(depth: depth - 1)
            }
            return "{\(space)" + members.joined(separator: space + ",") + "}"
        case 1:
            return "[" + (0..<random.number(0...4)).map { _ in json(depth: depth - 1) }.joined(separator: ",\(space)")
                + "]"
        case 2: return String(random.number(-1_000_000...1_000_000))
        case 3: return random.one(of: ["-0", "0.5", "1E+2", "-1.25e-3", "1e0", "123456789012345678901234567890"])
        case 4: return random.one(of: ["true", "false", "null"])
        default: return random.one(of: [#""""#, #""\"\\\/\b\f\n\r\t""#, #""\ud83d\uDE00 é""#, #""plain text""#])
        }
    }
}

extension CloudEvent {
    /// The event with its payload and extensions as a reader gets them, who is told no types.
    func asRead(extensions kept: (ExtensionValue) -> Bool, data: Payload?, contentType: String?) throws -> CloudEvent {
        try CloudEvent(
            id: id,
            source: source,
            type: type,
            subject: subject,
            time: time,
            dataContentType: contentType,
            dataSchema: dataSchema,
            data: data,
            extensions: extensions.mapValues { kept($0) ? $0 : .string($0.canonicalText) }
        )
    }

    /// JSON tells booleans and integers from strings, and nothing else.
    func asReadFromJSON() throws -> CloudEvent {
        try asRead(
            extensions: { value in
                switch value {
                case .boolean, .integer: true
                default: false
                }
            },
            data: data,
            contentType: dataContentType
        )
    }

    /// Headers are all text; a body is what its content type says, or nothing; the type of JSON is always said.
    func asReadFromHeaders() throws -> CloudEvent {
        let contentType = if case .json = data { dataContentType ?? "application/json" } else { dataContentType }
        return try asRead(
            extensions: { _ in false },
            data: data?.bytes.isEmpty == true ? nil : data,
            contentType: contentType
        )
    }
}
