import ArgumentParser

extension CACommand {
    struct Metadata: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Metadata of a CA.", subcommands: [Get.self, Set.self, Patch.self])

        struct Get: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Shows the metadata.")
            @Argument(help: "Id of the CA.") var id: String
            @OptionGroup var options: ClientOptions

            func run() async throws { try await MetadataEndpoints.ca.get(id, options) }
        }

        struct Set: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Sets or removes members, or replaces all.")
            @Argument(help: "Id of the CA.") var id: String
            @OptionGroup var changes: MetadataChanges
            @OptionGroup var options: ClientOptions

            func run() async throws {
                try await MetadataEndpoints.ca.set(id, changes.members, file: changes.file, options)
            }
        }

        struct Patch: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Applies a JSON Patch (RFC 6902).")
            @Argument(help: "Id of the CA.") var id: String
            @Argument(help: "JSON file with the patch; - reads standard input.") var file: String
            @OptionGroup var options: ClientOptions

            func run() async throws {
                try await MetadataEndpoints.ca.patch(id, try JSONArgument.value(ofFile: file), options)
            }
        }
    }
}
