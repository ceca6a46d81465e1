import ArgumentParser
import ManagementAPI
import ManagementClient

extension CACommand {
    struct Revocation: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows how far the revocation of a CA has come, which takes its time where it issued very much.")
        @Argument var id: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { try await $0.show("showRevocation", [id]) }
        }
    }
}
