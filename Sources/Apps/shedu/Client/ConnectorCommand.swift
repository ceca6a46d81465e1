import ArgumentParser
import ManagementClient
import JSONSchema
import ManagementAPI

struct ConnectorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connector", abstract: "Cloud accounts that are kept equal to the PKI.",
        subcommands: [
            List.self, Show.self, Create.self, Delete.self, Bind.self, Unbind.self, Bindings.self, Parked.self,
            Retry.self, Device.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the connectors.")
        @OptionGroup var list: ListOptions
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let columns = [
                Column("ID", "id"), Column("KIND", "kind"), Column("REGION", "region"), Column("ENABLED", "enabled"),
                Column("DUE", "due"), Column("PARKED", "parked"), Column("ERROR", "error"),
            ]
            try await options.run { try await $0.list("listConnectors", list, columns) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows a connector with its bindings.")
        @Argument var id: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { try await $0.show("showConnector", [id]) }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Adds a cloud account.")
        @Argument(help: "Chosen by you; it stands in paths and tags.") var id: String
        @Option(help: "The kind of cloud.") var kind = "aws-iot"
        @Option(help: "The region, for instance eu-west-1.") var region: String
        @Option(help: "Display name.") var name: String?
        @Option(help: "URL in place of the cloud's own, for instance of an emulator.") var endpoint: String?
        @Option(help: "Profile of the shared credentials file; else the environment's credentials.")
        var profile: String?
        @Option(help: "What to do about changes that others make: report or repair.") var drift: String?
        @OptionGroup var options: ClientOptions

        func run() async throws {
            var body: [String: JSONValue] = ["id": .string(id), "kind": .string(kind), "region": .string(region)]
            if let name { body["name"] = .string(name) }
            if let endpoint { body["endpoint"] = .string(endpoint) }
            if let profile { body["credentials"] = ["source": "profile", "profile": .string(profile)] }
            if let drift { body["drift"] = .string(drift) }
            let document = JSONValue.object(body)
            try await options.run { try await $0.show("createConnector", body: document) }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Forgets a cloud account that no CA is bound to.")
        @Argument var id: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { _ = try await $0.client.call("deleteConnector", [id]) }
        }
    }

    struct Device: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows what is wanted of a device in the account.")
        @Argument var id: String
        @Argument var device: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { try await $0.show("showCloudDevice", [id, device]) }
        }
    }
}
