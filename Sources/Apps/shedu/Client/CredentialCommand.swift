import ArgumentParser
import Foundation
import ManagementAPI

extension DMSCommand {
    struct Credentials: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Users whose password lets the devices of a DMS enrol (HTTP_BASIC).",
            subcommands: [Show.self, Set.self, Remove.self])

        struct Show: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Lists the users of a DMS.")
            @Argument(help: "The DMS.") var name: String
            @OptionGroup var options: ClientOptions

            func run() async throws {
                try await options.run { try await $0.show("listDMSCredentials", [name]) }
            }
        }

        struct Set: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Adds a user, or changes its password.",
                discussion: "The password is one line of a file, for arguments can be read by others.")
            @Argument(help: "The DMS.") var name: String
            @Argument var user: String
            @Option(help: "File with the password; - reads standard input.") var passwordFile = "-"
            @OptionGroup var options: ClientOptions

            func run() async throws {
                let text =
                    passwordFile == "-"
                    ? String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
                    : try ConnectionOptions.text(of: passwordFile)
                guard let line = text.split(whereSeparator: \.isNewline).first else {
                    throw ValidationError("There is no password in \(passwordFile).")
                }
                let body = DMSCredentialBody(user: user, password: SecretText(String(line)))
                try await options.run { try await $0.show("putDMSCredential", [name], body: body) }
            }
        }

        struct Remove: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Removes a user.")
            @Argument(help: "The DMS.") var name: String
            @Argument var user: String
            @OptionGroup var options: ClientOptions

            func run() async throws {
                try await options.run { try await $0.show("deleteDMSCredential", [name, user]) }
            }
        }
    }
}

struct WebhookKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook-key",
        abstract: "Shows the public key that requests to authorisation services are signed with.")
    @OptionGroup var options: ClientOptions

    func run() async throws {
        try await options.run { try await $0.show("showWebhookKey") }
    }
}
