import ArgumentParser
import ManagementClient
import Events
import Foundation
import JSONSchema

extension DMSCommand {
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Creates a cloud DMS, from options or from a JSON file.",
            discussion: "A file holds the body of POST /v1/dms; options are laid over it.")
        @Argument(help: "Its name; it is also the label in the EST path.") var name: String?
        @Option(help: "JSON file with the whole DMS; - reads standard input.") var file: String?
        @Option(help: "Id of the CA that signs for its devices.") var ca: String?
        @Option(help: "Id of a CA whose certificates let a device enrol; may be repeated.") var bootstrap: [String] = []
        @Flag(help: "Only devices that were registered before may enrol.") var preregister = false
        @Flag(help: "A person decides on each enrolment.") var manualApproval = false
        @Flag(help: "Publish its CA certificates and devices to AWS IoT Core.") var publish = false
        @Option(help: "How long before its end a certificate may be renewed, for instance 7d.") var renewal: String?
        @Option(help: "Tag of its devices; may be repeated.") var tag: [String] = []
        @Flag(help: "Approve it as well.") var approve = false
        @OptionGroup var options: ClientOptions

        func validate() throws {
            guard file != nil || name != nil && ca != nil && !bootstrap.isEmpty else {
                throw ValidationError("Give a name with --ca and --bootstrap, or a file with --file.")
            }
        }

        func run() async throws {
            let document = try document()
            try await options.run { session in
                let created = try await session.client.value("createDMS", body: document)
                guard approve else { return try session.display(created) }
                try await session.show("updateDMSStatus", [created.text("name")], body: ["status": "APPROVED"])
            }
        }

        private func document() throws -> JSONValue {
            var members = try fileMembers()
            if let name { members["name"] = .string(name) }
            if members["cloud_dms"] == nil { members["cloud_dms"] = true }
            var profile = Self.members(members["identity_profile"])
            profile["enrollment_settings"] = .object(enrollment(Self.members(profile["enrollment_settings"])))
            if publish { profile["aws_iotcore_publish"] = true }
            if let renewal {
                var settings = Self.members(profile["reenrollment_settings"])
                settings["preventive_renewal_interval"] = .string(renewal)
                profile["reenrollment_settings"] = .object(settings)
            }
            if members["cloud_dms"] == true { members["identity_profile"] = .object(profile) }
            return .object(members)
        }

        private func enrollment(_ given: [String: JSONValue]) -> [String: JSONValue] {
            var members = given
            if let ca { members["authorized_ca"] = .string(ca) }
            if !bootstrap.isEmpty { members["bootstrap_cas"] = .array(bootstrap.map { .string($0) }) }
            if preregister { members["registration_mode"] = "PreRegister" }
            if manualApproval { members["manual_approval"] = true }
            if !tag.isEmpty { members["tags"] = .array(tag.map { .string($0) }) }
            return members
        }

        private func fileMembers() throws -> [String: JSONValue] {
            guard let file else { return [:] }
            let data =
                file == "-"
                ? FileHandle.standardInput.readDataToEndOfFile() : Data(try ConnectionOptions.text(of: file).utf8)
            guard let value = try? WireJSON.decode(JSONValue.self, from: Array(data)), case .object(let members) = value
            else { throw ValidationError("\(file) is not a JSON object.") }
            return members
        }

        private static func members(_ value: JSONValue?) -> [String: JSONValue] {
            if case .object(let members)? = value { members } else { [:] }
        }
    }
}
