import ArgumentParser

struct DeviceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "Devices and their slots.",
        subcommands: [
            List.self, Show.self, Create.self, Update.self, Decommission.self, Timeline.self, Revoke.self,
            ForceReenroll.self, Import.self,
        ])

    static let columns = [
        Column("ID", "id"), Column("STATUS", "status"), Column("DMS", "dms_name"), Column("TAGS", "tags"),
        Column("CREATED", "creation_timestamp"),
    ]

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the devices.")
        @OptionGroup var list: ListOptions
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { try await $0.list("listDevices", list, DeviceCommand.columns) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows a device with its slots.")
        @Argument var id: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { try await $0.show("showDevice", [id]) }
        }
    }
}
