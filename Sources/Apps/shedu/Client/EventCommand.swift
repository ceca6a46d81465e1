import ArgumentParser
import CloudEvents
import ManagementAPI
import ManagementClient

struct EventCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "event", abstract: "The event log.",
        subcommands: [List.self, Tail.self, Types.self, Replay.self])

    /// Which events.
    struct Selection: ParsableArguments {
        @Option(help: "Sequence of the last event that is known.") var after: Int64 = 0
        @Option(name: .customLong("type"), help: "Only this type; may be repeated.") var types: [String] = []
        @Option(help: "Only this subject, for instance device/pump-7.") var subject: String?

        var value: EventSelection { EventSelection(after: after, types: types, subject: subject) }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists events from a cursor on.")
        @OptionGroup var selection: Selection
        @Option(help: "How many, 1 to 1000.") var limit = 100
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { session in
                let events = try await session.client.events(selection.value, limit: limit)
                if session.format == .json {
                    return session.terminal.line(String(decoding: CloudEvent.jsonBatch(events), as: UTF8.self))
                }
                for event in events { session.terminal.line(EventCommand.line(event)) }
            }
        }
    }

    struct Tail: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Follows the log, an event a line; goes on after a broken connection.")
        @OptionGroup var selection: Selection
        @Option(help: "End after this many events.") var limit: Int?
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { session in
                var selected = selection.value
                var rest = limit ?? Int.max
                var failures = 0
                while rest > 0 {
                    do {
                        try await session.client.follow(selected) { sequence, event in
                            (selected.after, failures) = (sequence, 0)
                            session.terminal.line(EventCommand.text(event, session.format))
                            rest -= 1
                            return rest > 0
                        }
                    } catch let error as ManagementClientError {
                        throw error
                    } catch {
                        failures += 1
                        guard failures < 10 else { throw error }
                        session.terminal.note("The connection broke; trying again.")
                    }
                    if rest > 0 { try await Task.sleep(for: .seconds(min(1 << failures, 30))) }
                }
            }
        }
    }

    struct Types: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the event types.")
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let columns = [Column("TYPE", "type"), Column("VERSION", "version"), Column("SUMMARY", "summary")]
            try await options.run { try await $0.listWhole("listEventTypes", columns) }
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Delivers to a subscription again from an event on.")
        @Option(help: "The subscription.") var subscription: String
        @Option(help: "Sequence of the first event.") var from: Int64
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let body = ReplayBody(from: from)
            try await options.run { try await $0.show("replaySubscription", [subscription], body: body) }
        }
    }

    /// A line for people, or the event as JSON on one line.
    static func text(_ event: CloudEvent, _ format: OutputFormat) -> String {
        format == .json ? String(decoding: event.json, as: UTF8.self) : line(event)
    }

    private static func line(_ event: CloudEvent) -> String {
        let sequence = event.extensions["sequence"]?.canonicalText.drop { $0 == "0" } ?? ""
        let actor = event.extensions["actor"]?.canonicalText ?? ""
        return "\(sequence)  \(event.time?.text ?? "")  \(event.type)  \(event.subject ?? "")  \(actor)"
    }
}
