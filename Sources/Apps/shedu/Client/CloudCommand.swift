import ArgumentParser
import ManagementClient
import JSONSchema

struct CloudCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cloud", abstract: "What would be done in the cloud accounts; do it.",
        subcommands: [Plan.self, Apply.self])

    struct Plan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the calls that would be made, and makes none.")
        @OptionGroup var accounts: Accounts

        func run() async throws {
            guard try await accounts.run("planConnector") else { throw ExitCode(Outcome.failed.rawValue) }
        }
    }

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes the calls of the plan, and reports each.")
        @OptionGroup var accounts: Accounts

        func run() async throws {
            guard try await accounts.run("applyConnector") else { throw ExitCode(Outcome.failed.rawValue) }
        }
    }

    /// One account, or all of them.
    struct Accounts: ParsableArguments {
        @Option(help: "Id of the connector; all connectors where it is left out.") var connector: String?
        @OptionGroup var options: ClientOptions

        /// - Returns: whether no entry has an error.
        func run(_ endpoint: String) async throws -> Bool {
            var isClean = true
            try await options.run { session in
                var entries: [JSONValue] = []
                for id in try await ids(session) { entries += try await self.entries(endpoint, id, session) }
                isClean = entries.allSatisfy { $0.text("error").isEmpty }
                if session.format == .json { return try session.display(entries, next: nil, []) }
                try show(entries, session)
            }
            return isClean
        }

        private func ids(_ session: Session) async throws -> [String] {
            if let connector { return [connector] }
            return try await session.client.value("listConnectors", query: [("page_size", "1000")]).items.map {
                $0.text("id")
            }
        }

        private func entries(_ endpoint: String, _ id: String, _ session: Session) async throws -> [JSONValue] {
            var entries: [JSONValue] = []
            var bookmark = ""
            repeat {
                let page = try await session.client.value(
                    endpoint, [id], query: [("page_size", "100"), ("bookmark", bookmark)])
                entries += page.items.map { $0.adding("connector_id", .string(id)) }
                bookmark = page.text("next")
            } while !bookmark.isEmpty
            return entries
        }

        /// One line a call; a plan's entries hold calls, those of an apply hold calls with what became of them.
        private func show(_ entries: [JSONValue], _ session: Session) throws {
            var rows: [JSONValue] = []
            for entry in entries {
                for call in entry.calls {
                    let inner = call["call"] ?? call
                    rows.append(
                        inner.adding("connector_id", entry["connector_id"] ?? .null).adding(
                            "error", call["error"] ?? .null))
                }
                if entry.calls.isEmpty {
                    rows.append(entry.adding("resource", entry["key"] ?? .null).adding("reason", "not looked at"))
                }
            }
            if rows.isEmpty { return session.terminal.note("Nothing is to be done.") }
            let columns = [
                Column("CONNECTOR", "connector_id"), Column("RESOURCE", "resource"), Column("CALL", "operation"),
                Column("REASON", "reason"), Column("ERROR", "error"),
            ]
            try session.display(rows, next: nil, columns)
        }
    }
}

extension JSONValue {
    fileprivate var calls: [JSONValue] {
        if case .array(let calls)? = self["calls"] { calls } else { [] }
    }

    fileprivate func adding(_ name: String, _ value: JSONValue) -> JSONValue {
        guard case .object(var members) = self else { return self }
        members[name] = value
        return .object(members)
    }
}
