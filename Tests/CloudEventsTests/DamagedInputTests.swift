import CloudEvents
import Testing
import TestSupport

@Suite("Damaged input")
struct DamagedInputTests {
    @Test("a damaged JSON event is an error with a sentence, or an event that is written and read again")
    func json() throws {
        var random = RandomEvents(seed: 3)
        var refused: [CloudEventError.Code: Int] = [:]
        for event in try random.events(150) {
            for _ in 0..<15 {
                var damaged = event.json
                for _ in 0...random.random.number(0...2) { random.damage(&damaged) }
                do {
                    let read = try CloudEvent(json: damaged)
                    #expect(try CloudEvent(json: read.json) == read)
                } catch {
                    #expect(error.sentence.hasSuffix("."))
                    refused[error.code, default: 0] += 1
                }
            }
        }
        // The damage has to reach more than the scanner.
        #expect(refused.count >= 8 && refused.values.reduce(0, +) > 1000, "\(refused)")
    }

    @Test("a JSON event that ends early is malformed, wherever it ends")
    func truncated() throws {
        var random = RandomEvents(seed: 4)
        for event in try random.events(20) {
            let json = event.json
            for length in 0..<json.count {
                #expect(code(try CloudEvent(json: Array(json[..<length]))) == .malformedJSON)
            }
        }
    }

    @Test("a damaged message is an error with a sentence, or events that are written and read again")
    func messages() throws {
        var random = RandomEvents(seed: 5)
        var refused: [CloudEventError.Code: Int] = [:]
        for event in try random.events(300) {
            var message = random.random.chance(70) ? HTTPMessage.binary(event) : .structured(event)
            for _ in 0...random.random.number(0...2) { random.damage(&message) }
            do {
                for read in try message.events() {
                    #expect(try CloudEvent(json: read.json) == read)
                }
            } catch {
                #expect(error.sentence.hasSuffix("."))
                refused[error.code, default: 0] += 1
            }
        }
        #expect(refused.count >= 5 && refused.values.reduce(0, +) > 50, "\(refused)")
    }
}

extension RandomEvents {
    mutating func damage(_ message: inout HTTPMessage) {
        let index = random.number(0...message.headers.count - 1)
        var name = Array(message.headers[index].name.utf8)
        var value = Array(message.headers[index].value.utf8)
        switch random.number(0...4) {
        case 0: damage(&message.body)
        case 1: damage(&name)
        case 2: message.headers.append(message.headers[index])
        default: damage(&value)
        }
        message.headers[index] = (String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
    }
}
