import ArgumentParser
import Events
import ManagementAPI
import ManagementClient

extension DeviceCommand {
    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Changes what a device is described by; what is not named stays.")
        @Argument var id: String
        @Option var alias: String?
        @Option var description: String?
        @Option(help: "All its tags; may be repeated. Once with an empty text for none.") var tag: [String] = []
        @Option(help: "Name of its icon.") var icon: String?
        @Option(help: "Colour of its icon.") var color: String?
        @Option(help: "Whether it may enrol again though it has a certificate: true or false.")
        var allowNewEnrollment: Bool?
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let body = UpdateDeviceBody(
                alias: alias, description: description, tags: tag.isEmpty ? nil : tag.filter { !$0.isEmpty },
                iconName: icon, iconColor: color, allowNewEnrollment: allowNewEnrollment)
            try await options.run { try await $0.show("updateDevice", [id], body: body) }
        }
    }

    struct Decommission: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revokes the certificates of a device, for good: it never enrols again.")
        @Argument var id: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { try await $0.show("decommissionDevice", [id]) }
        }
    }

    struct Timeline: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows what happened to a device.")
        @Argument var id: String
        @Option(help: "Sequence of the last event that is known.") var after: Int64 = 0
        @Option(help: "How many, 1 to 1000.") var limit = 100
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { session in
                _ = try await session.client.device(id)
                let selection = EventSelection(after: after, types: [], subject: "device/\(id)")
                for event in try await session.client.events(selection, limit: limit) {
                    session.terminal.line(EventCommand.text(event, session.format))
                }
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revokes the active certificate of a slot.")
        @Argument var id: String
        @Option(help: "The slot.") var slot = "default"
        @Option(help: "As in RFC 5280, for instance KeyCompromise.") var reason: String?
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let body = RevokeSlotBody(revocationReason: try reason.map { try RevocationReason(argument: $0) })
            try await options.run { try await $0.show("revokeSlot", [id, slot], body: body) }
        }
    }

    struct ForceReenroll: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "force-reenroll", abstract: "Asks a device to re-enrol, or no longer.")
        @Argument var id: String
        @Option(help: "The slot.") var slot = "default"
        @Option(help: "Why, for a person.") var reason: String?
        @Flag(help: "Withdraws the wish.") var withdraw = false
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let body = ForceReenrollBody(requireReenrollment: !withdraw, reason: reason)
            try await options.run { try await $0.show("forceReenroll", [id, slot], body: body) }
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Puts a certificate that is on record into a slot.")
        @Argument var id: String
        @Argument(help: "Serial number of the certificate.") var serial: String
        @Option(help: "The slot.") var slot = "default"
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let body = ImportIntoSlotBody(serialNumber: serial)
            try await options.run { try await $0.show("importIntoSlot", [id, slot], body: body) }
        }
    }
}
