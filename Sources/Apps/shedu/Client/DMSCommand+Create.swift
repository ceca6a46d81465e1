import ArgumentParser
import Events
import JSONSchema
import ManagementAPI
import ManagementClient

extension DMSCommand {
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Creates a cloud DMS, or a remote one, from options or from a JSON file.",
            discussion: """
                A file holds the body of POST /v1/dms; options are laid over it. A remote DMS brings a request of its own \
                key (--csr), or has a key made (--key-file): the server keeps no copy of that.
                """)
        @Argument(help: "Its name; of a cloud DMS also the label in the EST path.") var name: String?
        @Option(help: "JSON file with the whole DMS; - reads standard input.") var file: String?
        @Option(help: "Id of the CA that signs for its devices; may be repeated for a remote DMS.") var ca: [String] =
            []
        @OptionGroup(title: "Cloud DMS") var settings: SettingsOptions
        @OptionGroup(title: "Remote DMS") var identity: IdentityOptions
        @Flag(help: "Approve it as well.") var approve = false
        @OptionGroup var options: ClientOptions

        func validate() throws {
            guard identity.csr == nil || identity.keyFile == nil else {
                throw ValidationError("Give --csr for a key that there is, or --key-file for one that is to be made.")
            }
            let isCloud = ca.count == 1 && !settings.bootstrap.isEmpty
            guard file != nil || name != nil && !ca.isEmpty && (identity.isGiven || isCloud) else {
                throw ValidationError(
                    "Give a name with one --ca and --bootstrap for a cloud DMS, or with --ca and --csr or --key-file for a "
                        + "remote one, or a file with --file.")
            }
        }

        func run() async throws {
            let document = try document()
            // Opened before anything is made: a key that cannot be written down would be lost.
            let keyFile = try identity.keyFile.map { try SecretFile($0, mode: 0o600) }
            do {
                try await options.run { session in
                    let created = try await session.client.createDMS(document: document)
                    if let key = created.privateKey { try identity.write(key, to: keyFile) }
                    guard approve else {
                        return try session.display(try WireJSON.decode(JSONValue.self, from: created.dms.wireJSON()))
                    }
                    try await session.show("updateDMSStatus", [created.dms.name], body: ["status": "APPROVED"])
                }
            } catch {
                keyFile?.discardIfEmpty()
                throw error
            }
        }

        private func document() throws -> JSONValue {
            var members = try file.map { try DocumentFile.members(of: $0) } ?? [:]
            if let name { members["name"] = .string(name) }
            if members["cloud_dms"] == nil { members["cloud_dms"] = .bool(!identity.isGiven) }
            if members["cloud_dms"] == true {
                var profile = DocumentFile.members(members["identity_profile"])
                settings.lay(over: &profile)
                if let ca = ca.first { DocumentFile.set(&profile, "enrollment_settings", "authorized_ca", .string(ca)) }
                members["identity_profile"] = .object(profile)
            } else {
                var remote = DocumentFile.members(members["remote_access_identity"])
                if !ca.isEmpty { remote["authorized_cas"] = .array(ca.map { .string($0) }) }
                try identity.lay(over: &remote)
                members["remote_access_identity"] = .object(remote)
            }
            return .object(members)
        }
    }
}
