import ArgumentParser
import Foundation
import JSONSchema
import ManagementClient

/// What every client command takes.
struct ClientOptions: ParsableArguments {
    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    /// Lends a session and ends it.
    func run(_ body: (Session) async throws -> Void) async throws {
        let client = try connection.client()
        let session = Session(client: client, format: output.output, terminal: .standardOutput)
        do {
            try await body(session)
        } catch {
            try? await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }
}

/// A client with a place to write to.
struct Session {
    let client: ManagementClient
    let format: OutputFormat
    let terminal: Terminal

    /// Shows one object.
    func show(
        _ endpoint: String, _ values: [String] = [], query: [(String, String)] = [],
        body: (any Encodable & Sendable)? = nil
    ) async throws {
        try display(try await client.value(endpoint, values, query: query, body: body))
    }

    /// Shows a page, or all of them.
    func list(_ endpoint: String, of values: [String] = [], _ options: ListOptions, _ columns: [Column]) async throws {
        var items: [JSONValue] = []
        var next = options.bookmark
        repeat {
            let query = options.query(after: next, isMissing: options.pageSize - items.count)
            let page = try await client.value(endpoint, values, query: query)
            items += page.items
            next = page.text("next").isEmpty ? nil : page.text("next")
            // A page of a long list is short where few of the items that it looked at fit.
        } while (options.all || items.count < options.pageSize) && next != nil
        try display(items, next: next, columns)
    }

    /// Shows what is one list without pages.
    func listWhole(_ endpoint: String, _ columns: [Column]) async throws {
        try display(try await client.value(endpoint).items, next: nil, columns)
    }

    func display(_ items: [JSONValue], next: String?, _ columns: [Column]) throws {
        if format == .json {
            return terminal.line(try JSONText.pretty(["list": .array(items), "next": .string(next ?? "")]))
        }
        for line in Table(columns, items).lines(bold: terminal.bold) { terminal.line(line) }
        if let next { terminal.note("more: --bookmark \(next)") }
    }

    func display(_ value: JSONValue) throws {
        if format == .json { return terminal.line(try JSONText.pretty(value)) }
        for line in Details(value).lines(bold: terminal.bold) { terminal.line(line) }
    }
}

enum JSONText {
    static func pretty(_ value: JSONValue) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
