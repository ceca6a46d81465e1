import ArgumentParser
import ManagementAPI

extension DeviceCommand {
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Registers a device before its first contact.")
        @Argument(help: "Its id, which is the common name of its certificates.") var id: String
        @Option(help: "Name of the DMS that it belongs to.") var dms: String
        @Option(help: "A name for people; the id where it is left out.") var alias: String?
        @Option(help: "What it is.") var description: String?
        @Option(help: "Tag; may be repeated.") var tag: [String] = []
        @Option(help: "Name of its icon in a console.") var iconName: String?
        @Option(help: "Colour of its icon in a console.") var iconColor: String?
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let body = CreateDeviceBody(
                id: id, dmsName: dms, alias: alias, description: description, tags: tag.isEmpty ? nil : tag,
                iconName: iconName, iconColor: iconColor)
            try await options.run { try await $0.show("createDevice", body: body) }
        }
    }
}
