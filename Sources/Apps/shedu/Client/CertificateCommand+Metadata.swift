import ArgumentParser

extension CertificateCommand {
    struct Metadata: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Metadata of a certificate.", subcommands: [Get.self, Set.self, Patch.self])

        struct Get: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Shows the metadata.")
            @Argument(help: "Its serial number.") var serial: String
            @OptionGroup var options: ClientOptions

            func run() async throws { try await MetadataEndpoints.certificate.get(serial, options) }
        }

        struct Set: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Sets or removes members, or replaces all.")
            @Argument(help: "Its serial number.") var serial: String
            @OptionGroup var changes: MetadataChanges
            @OptionGroup var options: ClientOptions

            func run() async throws {
                try await MetadataEndpoints.certificate.set(serial, changes.members, file: changes.file, options)
            }
        }

        struct Patch: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Applies a JSON Patch (RFC 6902).")
            @Argument(help: "Its serial number.") var serial: String
            @Argument(help: "JSON file with the patch; - reads standard input.") var file: String
            @OptionGroup var options: ClientOptions

            func run() async throws {
                try await MetadataEndpoints.certificate.patch(serial, try JSONArgument.value(ofFile: file), options)
            }
        }
    }
}
