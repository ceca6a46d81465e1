import Events
import Foundation
import JSONSchema
import TestSupport
import Testing

@Suite("The event table")
struct EventTableTests {
    @Test("has the 20 names of the contract in their order")
    func names() throws {
        let fixture = try RepositoryRoot.contents(of: "Tests/EventsTests/event-types.txt", above: Golden.sourceFile)
        let expected = String(decoding: fixture, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(expected.count == 20)
        #expect(EventCatalog.rows.map(\.name) == expected)
    }

    @Test("agrees with the tables of the specification", .enabled(if: Specification.isHere, Specification.comment))
    func specification() throws {
        #expect(EventCatalog.rows.map(\.name) == (try Specification.eventTypes()))
    }

    @Test("finds each of its rows by name, and nothing by any other name", arguments: EventCatalog.rows)
    func lookup(row: EventRow) {
        #expect(EventCatalog.row(named: row.name)?.name == row.name)
        for other in [row.name.uppercased(), row.name + " ", row.name + ".v1"] {
            #expect(EventCatalog.row(named: other) == nil)
        }
    }

    @Test("gives each row the source and the subject of its name", arguments: EventCatalog.rows)
    func producers(row: EventRow) {
        let name = row.name.replacing("io.lamassuiot.", with: "")
        switch name.prefix(while: { $0 != "." }) {
        case "ca":
            #expect(row.producer == .certificateAuthority)
            #expect(row.subject == (name == "ca.sign-certificate" ? .certificate : .ca))
        case "certificate":
            #expect(row.producer == .certificateAuthority)
            #expect(row.subject == .certificate)
        case "dms":
            #expect(row.producer == .dmsManager)
            #expect(row.subject == .dms)
        default:
            #expect(row.producer == .deviceManager)
            #expect(row.subject == .device)
        }
    }

    @Test("has a sentence on every row", arguments: EventCatalog.rows)
    func summaries(row: EventRow) {
        #expect(row.summary.hasSuffix("."))
        #expect(row.version == 1)
    }
}

/// The specification of the event types, which is kept beside the checkout.
private enum Specification {
    static let comment: Comment = "needs ../shared/contract/cloud-events.md beside the checkout"

    static var isHere: Bool { (try? text()) != nil }

    /// First columns of its tables, but for the headings.
    static func eventTypes() throws -> [String] {
        try text().split(separator: "\n").filter { $0.hasPrefix("|") }.compactMap { line in
            let cell = line.split(separator: "|")[0].trimmingCharacters(in: .whitespaces)
            return cell.hasPrefix("*") || cell.hasPrefix("-") ? nil : cell
        }
    }

    private static func text() throws -> String {
        let root = try RepositoryRoot.url(above: Golden.sourceFile)
        let file = root.appending(path: "../shared/contract/cloud-events.md").standardizedFileURL
        return try String(contentsOf: file, encoding: .utf8)
    }
}
