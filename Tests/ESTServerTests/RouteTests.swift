import Testing

@testable import ESTServer
import TestSupport

@Suite("Routes")
struct RouteTests {
    @Test("paths lead where RFC 7030 says", arguments: known)
    func route(path: String, expected: Route) {
        #expect(Route(path: path) == expected)
    }

    @Test("random paths lead somewhere, and a label is never empty, long or with control characters")
    func randomPaths() {
        var random = SeededGenerator(seed: 7)
        let pieces = ["/", "%", "2", "f", "cacerts", "simpleenroll", "?", "#", "ü", "\u{0}", "a", "%41", "%00", "//"]
        for _ in 0..<5_000 {
            let tail = (0..<Int.random(in: 0..<8, using: &random)).map { _ in pieces.randomElement(using: &random) ?? ""
            }
            let route = Route(path: "/.well-known/est/" + tail.joined())
            guard case .operation(_, let label?) = route else { continue }
            #expect(!label.isEmpty && label.utf8.count <= 255)
            #expect(label.utf8.allSatisfy { $0 >= 0x20 })
        }
    }

    static let known: [(String, Route)] = [
        ("/.well-known/est/cacerts", .operation(.cacerts, label: nil)),
        ("/.well-known/est/simpleenroll", .operation(.simpleenroll, label: nil)),
        ("/.well-known/est/plant-7/cacerts?x=/y", .operation(.cacerts, label: "plant-7")),
        ("/.well-known/est/%70lant/simpleenroll", .operation(.simpleenroll, label: "plant")),
        ("/.well-known/est/a%2Fb/cacerts", .operation(.cacerts, label: "a/b")),
        ("/.well-known/est/simpleenroll/cacerts", .unknownPath),
        ("/.well-known/est/%63acerts/cacerts", .unknownPath),
        ("/.well-known/est/plant", .unknownOperation),
        ("/.well-known/est/plant/", .unknownOperation),
        ("/.well-known/est//cacerts", .malformedLabel),
        ("/.well-known/est/\(String(repeating: "a", count: 256))/cacerts", .malformedLabel),
        ("/.well-known/EST/cacerts", .unknownPath),
        ("", .unknownPath), ("*", .unknownPath), ("localhost:443", .unknownPath),
    ]
}
