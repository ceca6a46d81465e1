import CloudEvents
import Foundation
import Testing

@Suite("Judged by the Python SDK")
struct SDKJudgeTests {
    @Test("the SDK reads what we write, in every mode, with the same values")
    func weWrite() throws {
        var random = RandomEvents(seed: 11)
        let events = try random.events(300)
        let batches = stride(from: 0, to: events.count, by: 25).map { Array(events[$0..<$0 + 25]) }
        let cases =
            events.map { ReadCase(.binary($0), "binary", [$0]) }
            + events.map { ReadCase(.structured($0), "structured", [$0]) }
            + batches.map { ReadCase(.batched($0), "batched", $0) }
        let answers = try Judge.ask("sdk", lines: cases.map { try JSONEncoder().encode($0) }, as: ReadAnswer.self)
        for (wanted, answer) in zip(cases, answers) {
            #expect(answer.error == nil)
            #expect(answer.events?.count == wanted.events.count)
            for (event, read) in zip(wanted.events, answer.events ?? []) {
                let attributes = event.pythonAttributes(typed: wanted.mode != "binary")
                // The SDK invents a time where there is none.
                #expect(read.attributes.filter { event.time != nil || $0.key != "time" } == attributes)
                #expect(read.sameData, "\(wanted.mode): \(String(decoding: event.json, as: UTF8.self))")
            }
        }
    }

    @Test("we read what the SDK writes, in every mode, with the same values")
    func theyWrite() throws {
        var random = RandomEvents(seed: 12)
        let events = try random.events(300).map { try $0.asTheSDKCanHold() }
        let cases = events.map(WriteCase.init)
        let answers = try Judge.ask("sdk", lines: cases.map { try JSONEncoder().encode($0) }, as: WriteAnswer.self)
        var structured: [[UInt8]] = []
        for (event, answer) in zip(events, answers) {
            #expect(answer.error == nil)
            let binary = try #require(answer.binary).message
            let whole = try #require(answer.structured).message
            // In binary mode the SDK leaves the type of JSON unsaid, and then it is bytes.
            if case .json = event.data, event.dataContentType == nil {
                #expect(try binary.event().dataContentType == nil)
            } else {
                try expectSame(binary.event(), event.asReadFromHeaders())
            }
            try expectSame(whole.event(), event.asReadFromJSON())
            structured.append(whole.body)
        }
        // The SDK has no batches; a batch is an array of what it writes.
        let batch = bytes("[") + structured.joined(separator: bytes(", ")) + bytes("]")
        let read = try HTTPMessage(headers: [("content-type", CloudEvent.jsonBatchMediaType)], body: batch).events()
        #expect(read.count == events.count)
        for (event, wanted) in zip(read, events) { try expectSame(event, wanted.asReadFromJSON()) }
    }

    @Test("the SDK reads what was not meant for it as something else, or the comparison above is worth nothing")
    func control() throws {
        var random = RandomEvents(seed: 13)
        let events = try random.events(40)
        let others = try events.map {
            try CloudEvent(id: "other", source: "/o", type: "t", data: .json(bytes("\($0.id.count)")))
        }
        let cases = zip(events, others).map { ReadCase(.structured($0), "structured", [$1]) }
        let answers = try Judge.ask("sdk", lines: cases.map { try JSONEncoder().encode($0) }, as: ReadAnswer.self)
        for (wanted, answer) in zip(cases, answers) {
            let read = try #require(answer.events?.first)
            #expect(read.attributes != wanted.events[0].pythonAttributes(typed: true))
            #expect(!read.sameData)
        }
    }

    /// The same event, but that the SDK spells its JSON and its time in its own way.
    private func expectSame(_ read: CloudEvent, _ wanted: CloudEvent) throws {
        #expect(read.id == wanted.id && read.source == wanted.source && read.type == wanted.type)
        #expect(read.subject == wanted.subject && read.dataSchema == wanted.dataSchema)
        #expect(read.time?.secondsSince1970 == wanted.time?.secondsSince1970)
        #expect(read.time?.nanoseconds == wanted.time?.nanoseconds)
        #expect(read.extensions == wanted.extensions)
        #expect(read.dataContentType == wanted.dataContentType)
        guard case .json(let expected) = wanted.data, let found = read.data?.bytes else {
            #expect(read.data == wanted.data)
            return
        }
        let values = try [found, expected].map {
            try JSONSerialization.jsonObject(with: Data($0), options: .fragmentsAllowed)
        }
        #expect(values[0] as? NSObject == values[1] as? NSObject)
    }
}

// MARK: Questions

private struct Content: Encodable {
    var kind: String
    var content: Data
    var inBody: Bool

    init?(_ event: CloudEvent, inBody: Bool) {
        guard let data = event.data else { return nil }
        kind =
            switch data {
            case .json: "json"
            case .text: "text"
            case .binary: "binary"
            }
        content = Data(data.bytes)
        self.inBody = inBody
    }
}

private struct ReadCase: Encodable {
    enum CodingKeys: CodingKey { case `do`, mode, headers, body, expected }
    let `do` = "read"
    var mode: String
    var headers: [[String]]
    var body: Data
    var expected: [Content?]
    let events: [CloudEvent]

    init(_ message: HTTPMessage, _ mode: String, _ events: [CloudEvent]) {
        self.mode = mode
        self.events = events
        headers = message.headers.map { [$0.name, $0.value] }
        body = Data(message.body)
        expected = events.map { Content($0, inBody: mode == "binary") }
    }
}

private struct WriteCase: Encodable {
    let `do` = "write"
    var attributes: [String: [String]]
    var data: Content?

    init(_ event: CloudEvent) {
        attributes = event.pythonAttributes(typed: true)
        if let time = event.time { attributes["time"] = ["time", time.text] }
        data = Content(event, inBody: false)
    }
}

// MARK: Answers

private struct ReadAnswer: Decodable {
    struct Event: Decodable {
        var attributes: [String: [String]]
        var sameData: Bool
    }
    var error: String?
    var events: [Event]?
}

private struct WriteAnswer: Decodable {
    struct Message: Decodable {
        var headers: [[String]]
        var body: Data
        var message: HTTPMessage { HTTPMessage(headers: headers.map { ($0[0], $0[1]) }, body: Array(body)) }
    }
    var error: String?
    var binary: Message?
    var structured: Message?
}

extension CloudEvent {
    /// The attributes as the SDK has them: values with the name of their type, time in microseconds.
    fileprivate func pythonAttributes(typed: Bool) -> [String: [String]] {
        var attributes = [
            "specversion": ["str", "1.0"], "id": ["str", id], "source": ["str", source], "type": ["str", type],
        ]
        attributes["subject"] = subject.map { ["str", $0] }
        attributes["dataschema"] = dataSchema.map { ["str", $0] }
        attributes["datacontenttype"] = dataContentType.map { ["str", $0] }
        if case .json = data, !typed { attributes["datacontenttype"] = ["str", dataContentType ?? "application/json"] }
        if let time {
            attributes["time"] = ["time", String(time.secondsSince1970 * 1_000_000 + Int64(time.nanoseconds / 1000))]
        }
        for (name, value) in extensions {
            let kind =
                switch value {
                case .boolean where typed: "boolean"
                case .integer where typed: "integer"
                default: "str"
                }
            attributes[name] = [kind, value.canonicalText]
        }
        return attributes
    }

    /// The SDK writes booleans into headers as `True`, has microseconds only, does not tell a JSON string or number in
    /// a body from text, and always writes a time.
    fileprivate func asTheSDKCanHold() throws -> CloudEvent {
        let microseconds = try Timestamp(
            secondsSince1970: time?.secondsSince1970 ?? 1_000_000_000,
            nanoseconds: (time?.nanoseconds ?? 0) / 1000 * 1000
        )
        var payload = data
        if case .json(let json) = data, json.first != UInt8(ascii: "{") {
            payload = .json(bytes(#"{"a":"#) + json + bytes("}"))
        }
        return try CloudEvent(
            id: id,
            source: source,
            type: type,
            subject: subject,
            time: microseconds,
            dataContentType: dataContentType,
            dataSchema: dataSchema,
            data: payload,
            extensions: extensions.filter { $0.value.booleanValue == nil }
        )
    }
}
