import ArgumentParser
import Events
import JSONSchema
import ManagementAPI
import ManagementClient

extension DMSCommand {
    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Changes the settings of a DMS.",
            discussion: """
                Options change what they name, and leave the rest as it is; a file holds the whole body of \
                PUT /v1/dms/NAME. The CA that signs is changed by authorized-cas.
                """)
        @Argument var name: String
        @Option(help: "JSON file with the whole DMS, in place of the one on the server; - reads standard input.")
        var file: String?
        @OptionGroup(title: "Cloud DMS") var settings: SettingsOptions
        @Option(help: "Shadow of its devices in AWS: CLASSIC or NAMED.") var shadow: String?
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let given = try file.map { try DocumentFile.members(of: $0) }
            try await options.run { session in
                var members = given ?? [:]
                if given == nil { members = DocumentFile.members(try await session.client.value("showDMS", [name])) }
                if members["cloud_dms"] != false, members["remote_access_identity"] == nil {
                    var profile = DocumentFile.members(members["identity_profile"])
                    settings.lay(over: &profile)
                    members["identity_profile"] = .object(profile)
                }
                if let shadow { DocumentFile.set(&members, "aws", "shadow_type", .string(shadow)) }
                try await session.show("updateDMS", [name], body: JSONValue.object(members))
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Deletes a DMS that is REJECTED, REVOKED or EXPIRED, and never had a device.")
        @Argument var name: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { try await $0.client.deleteDMS(name) }
        }
    }

    struct AuthorizedCAs: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "authorized-cas", abstract: "Changes the CAs that sign for an approved DMS.")
        @Argument var name: String
        @Argument(help: "Ids of the CAs, the one that signs first; exactly one for a cloud DMS.") var cas: [String]
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let body = AuthorizedCAsBody(authorizedCAs: cas)
            try await options.run { try await $0.show("updateDMSAuthorizedCAs", [name], body: body) }
        }
    }
}
