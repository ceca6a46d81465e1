import ArgumentParser
import Events
import ManagementAPI
import ManagementClient

struct GroupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "group", abstract: "Groups of devices, and what is done to them.",
        subcommands: [List.self, Show.self, Create.self, Update.self, Delete.self, Devices.self, Run.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the groups.")
        @OptionGroup var list: ListOptions
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let columns = [Column("NAME", "name"), Column("FILTERS", "filters"), Column("DESCRIPTION", "description")]
            try await options.run { try await $0.list("listDeviceGroups", list, columns) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows a group, and counts its devices by status.")
        @Argument var name: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { session in
                try await session.show("showDeviceGroup", [name])
                try await session.show("showDeviceGroupStats", [name])
            }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives a filter of devices a name.",
            discussion:
                "For instance: shedu group create old-pumps --filter 'tags[eq]pump' --filter 'dms_name[eq]line-1'")
        @Argument var name: String
        @Option(help: "As in a list, field[operand]value; may be repeated, and all must hold.")
        var filter: [String] = []
        @Option var description: String?
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let body = DeviceGroupBody(name: name, description: description, filters: filter)
            try await options.run { try await $0.show("createDeviceGroup", body: body) }
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Replaces the description and the filter of a group.")
        @Argument var name: String
        @Option(help: "As in a list, field[operand]value; may be repeated, and all must hold.")
        var filter: [String] = []
        @Option var description: String?
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let body = DeviceGroupBody(name: name, description: description, filters: filter)
            try await options.run { try await $0.show("updateDeviceGroup", [name], body: body) }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Deletes a group; its devices and its jobs stay.")
        @Argument var name: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { _ = try await $0.client.value("deleteDeviceGroup", [name]) }
        }
    }

    struct Devices: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the devices of a group.")
        @Argument var name: String
        @OptionGroup var list: ListOptions
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { try await $0.list("listDevicesOfGroup", of: [name], list, DeviceCommand.columns) }
        }
    }

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Begins a job: force-reenroll, withdraw-reenroll, revoke or decommission every device of a group.",
            discussion: "shedu job show tells how far it is.")
        @Argument var name: String
        @Argument(help: "force-reenroll, withdraw-reenroll, revoke or decommission.") var operation: String
        @Option(help: "Of force-reenroll, for a person.") var reason: String?
        @Option(help: "Of revoke, as in RFC 5280, for instance KeyCompromise.") var revocationReason: String?
        @Option(help: "Devices a second at most.") var rate: Int?
        @OptionGroup var options: ClientOptions

        func run() async throws {
            guard let operation = DeviceJobOperation(rawValue: operation) else {
                let known = DeviceJobOperation.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("The operation is one of \(known).")
            }
            let body = CreateJobBody(
                operation: operation, reason: reason,
                revocationReason: try revocationReason.map { try RevocationReason(argument: $0) },
                rate: rate)
            try await options.run { try await $0.show("createJob", [name], body: body) }
        }
    }
}
