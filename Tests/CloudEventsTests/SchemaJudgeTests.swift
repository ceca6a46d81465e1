import CloudEvents
import Foundation
import Testing
import TestSupport

@Suite(
    "Judged by the JSON Schema of CloudEvents",
    .enabled(if: Judge.schemaExists, "needs ../shared/data/cloudevents.schema.json beside the repository")
)
struct SchemaJudgeTests {
    private struct Verdict: Decodable { var error: String? }

    private func verdicts(_ documents: [[UInt8]]) throws -> [String?] {
        let lines = documents.map { Data($0).base64EncodedData() }
        return try Judge.ask("schema", [Judge.schema.path], lines: lines, as: Verdict.self).map(\.error)
    }

    @Test("what we write is valid, one by one and in a batch")
    func weWrite() throws {
        var random = RandomEvents(seed: 21)
        let events = try random.events(300)
        for (event, error) in zip(events, try verdicts(events.map(\.json) + [CloudEvent.jsonBatch(events)])) {
            #expect(error == nil, "\(String(decoding: event.json, as: UTF8.self))")
        }
    }

    @Test("of damaged events, what we accept is valid")
    func damaged() throws {
        var random = RandomEvents(seed: 22)
        var documents: [[UInt8]] = []
        for event in try random.events(300) {
            for _ in 0..<8 {
                var damaged = event.json
                for _ in 0...random.random.number(0...1) { random.damage(&damaged) }
                documents.append(damaged)
            }
        }
        let errors = try verdicts(documents)
        var (bothAccept, bothRefuse) = (0, 0)
        for (document, error) in zip(documents, errors) {
            let isAccepted = (try? CloudEvent(json: document)) != nil
            if isAccepted, let error { Issue.record("\(error): \(String(decoding: document, as: UTF8.self))") }
            if isAccepted, error == nil { bothAccept += 1 }
            if !isAccepted, error != nil { bothRefuse += 1 }
        }
        #expect(bothAccept > 200 && bothRefuse > 500, "\(bothAccept) accepted, \(bothRefuse) refused")
    }

    @Test("of damaged URI-references, we accept the same ones")
    func uriReferences() throws {
        var random = RandomEvents(seed: 23)
        let texts = damagedTexts(1500, &random) { $0.uriReference() }
        try expectAgreement(texts.map { #""source":"\#($0)""# }, "source", texts)
    }

    @Test("of damaged timestamps, we accept the same ones")
    func timestamps() throws {
        var random = RandomEvents(seed: 24)
        let texts = try damagedTexts(1500, &random) { try $0.timestamp().text }
        try expectAgreement(texts.map { #""source":"/s","time":"\#($0)""# }, "time", texts)
    }

    /// Texts of printable ASCII without quotes and backslashes, one or two characters away from valid ones.
    private func damagedTexts(
        _ count: Int,
        _ random: inout RandomEvents,
        _ make: (inout RandomEvents) throws -> String
    ) rethrows -> [String] {
        let characters = Array("aZ09-._~!$&'()*+,;=:@/?#[]%<>^`{|} TtzZ").map { $0.asciiValue ?? 0 }
        return try (0..<count).map { _ in
            var text = Array(try make(&random).utf8)
            for _ in 0..<random.random.number(0...2) where text.count > 1 {
                let index = random.random.number(0...text.count - 1)
                switch random.random.number(0...2) {
                case 0: text[index] = random.random.one(of: characters)
                case 1: text.remove(at: index)
                default: text.insert(random.random.one(of: characters), at: index)
                }
            }
            return String(decoding: text, as: UTF8.self)
        }
    }

    private func expectAgreement(_ members: [String], _ attribute: String, _ texts: [String]) throws {
        let documents = members.map { bytes(#"{"specversion":"1.0","id":"1","type":"t",\#($0)}"#) }
        var (accepted, refused) = (0, 0)
        for ((document, error), text) in zip(zip(documents, try verdicts(documents)), texts) {
            let ours = failure(try CloudEvent(json: document))
            #expect((ours == nil) == (error == nil), "\(text): \(ours ?? []), the judge: \(error ?? "valid")")
            if let ours {
                refused += 1
                #expect(ours.last == attribute)
            } else {
                accepted += 1
            }
        }
        #expect(accepted > 200 && refused > 200, "\(accepted) accepted, \(refused) refused")
    }
}
