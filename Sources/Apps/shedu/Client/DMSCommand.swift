import ArgumentParser
import Events

struct DMSCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dms", abstract: "Device manufacturing systems: where devices enrol.",
        subcommands: [
            List.self, Show.self, Create.self, Approve.self, Reject.self, Revoke.self, Update.self, Delete.self,
            AuthorizedCAs.self, Enrollment.self, Credentials.self,
        ])

    private static let columns = [
        Column("NAME", "name"), Column("STATUS", "status"),
        Column("CLOUD", "cloud_dms"), Column("CA", "identity_profile.enrollment_settings.authorized_ca"),
        Column("REGISTRATION", "identity_profile.enrollment_settings.registration_mode"),
        Column("CREATED", "creation_timestamp"),
    ]

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the DMSs.")
        @OptionGroup var list: ListOptions
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { try await $0.list("listDMS", list, DMSCommand.columns) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows a DMS.")
        @Argument var name: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { try await $0.show("showDMS", [name]) }
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Approves a DMS: its devices may enrol.")
        @OptionGroup var target: Target

        func run() async throws { try await target.change(to: .approved) }
    }

    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Rejects a DMS that waits for approval.")
        @OptionGroup var target: Target

        func run() async throws { try await target.change(to: .rejected) }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revokes a DMS, with its certificate if it has one: no device enrols there any more.")
        @Option(help: "Why the certificate of a remote DMS is revoked, for instance KeyCompromise.") var reason: String?
        @OptionGroup var target: Target

        func run() async throws { try await target.change(to: .revoked, reason: reason) }
    }

    struct Target: ParsableArguments {
        @Argument var name: String
        @OptionGroup var options: ClientOptions

        func change(to status: DMSStatus, reason: String? = nil) async throws {
            var body = ["status": status.rawValue]
            body["revocation_reason"] = reason
            try await options.run { try await $0.show("updateDMSStatus", [name], body: body) }
        }
    }
}
