import ArgumentParser
import ManagementClient
import ManagementAPI

struct SubscriptionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subscription", abstract: "Readers of the event log.",
        subcommands: [List.self, Show.self, Parked.self, Retry.self, Skip.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the subscriptions.")
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let columns = [
                Column("ID", "id"), Column("CURSOR", "cursor"), Column("LAG", "lag"), Column("RETRYING", "retrying"),
                Column("WAITING", "waiting"), Column("PARKED", "parked"),
            ]
            try await options.run { try await $0.listWhole("listSubscriptions", columns) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows a subscription.")
        @Argument var id: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { try await $0.show("showSubscription", [id]) }
        }
    }

    struct Parked: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the events that were given up.")
        @Argument var id: String
        @OptionGroup var list: ListOptions
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let columns = [
                Column("SEQUENCE", "sequence"), Column("TYPE", "type"), Column("SUBJECT", "subject"),
                Column("ATTEMPTS", "attempts"), Column("ERROR", "error"),
            ]
            try await options.run { try await $0.list("listParkedEvents", of: [id], list, columns) }
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Delivers a parked event again.")
        @Argument var id: String
        @Argument(help: "Sequence of the event.") var sequence: Int64
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { _ = try await $0.client.call("retryParkedEvent", [id, "\(sequence)"]) }
        }
    }

    struct Skip: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Gives a parked event up for good.")
        @Argument var id: String
        @Argument(help: "Sequence of the event.") var sequence: Int64
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { _ = try await $0.client.call("skipParkedEvent", [id, "\(sequence)"]) }
        }
    }
}
