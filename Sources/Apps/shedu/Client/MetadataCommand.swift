import ArgumentParser
import Foundation
import JSONSchema
import ManagementClient
import Events

/// Metadata of a CA or a certificate, as subcommands of its noun.
struct MetadataEndpoints: Sendable {
    let show: String
    let replace: String
    let patch: String

    static let certificate = MetadataEndpoints(
        show: "showCertificate", replace: "replaceCertificateMetadata", patch: "patchCertificateMetadata")
    static let ca = MetadataEndpoints(show: "showCA", replace: "replaceCAMetadata", patch: "patchCAMetadata")

    func get(_ name: String, _ options: ClientOptions) async throws {
        try await options.run { session in
            try session.display(try await session.client.value(show, [name])["metadata"] ?? .null)
        }
    }

    /// - Parameter members: `name=value` each, laid over what is there; or the whole object where `file` names one.
    func set(_ name: String, _ members: [String], file: String?, _ options: ClientOptions) async throws {
        if let file {
            let object = try JSONArgument.value(ofFile: file)
            return try await options.run { session in
                try session.display(try await session.client.value(replace, [name], body: object)["metadata"] ?? .null)
            }
        }
        try await patch(name, .array(try members.map(JSONArgument.addition)), options)
    }

    func patch(_ name: String, _ patch: JSONValue, _ options: ClientOptions) async throws {
        try await options.run { session in
            try session.display(try await session.client.value(self.patch, [name], body: patch)["metadata"] ?? .null)
        }
    }
}

/// JSON on the command line.
enum JSONArgument {
    /// - Parameter file: `-` reads standard input.
    static func value(ofFile file: String) throws -> JSONValue {
        let bytes =
            file == "-"
            ? Array(FileHandle.standardInput.readDataToEndOfFile()) : Array(try ConnectionOptions.text(of: file).utf8)
        guard let value = try? WireJSON.decode(JSONValue.self, from: bytes) else {
            throw ValidationError("\(file) is not JSON.")
        }
        return value
    }

    /// `name=value` as an operation of a JSON Patch; a value that is JSON is taken as such, another one as text, and none
    /// removes the member.
    static func addition(_ text: String) throws -> JSONValue {
        guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
            throw ValidationError("\"\(text)\" must be name=value; name= removes it.")
        }
        let name = text[..<sign].replacing("~", with: "~0").replacing("/", with: "~1")
        let value = String(text[text.index(after: sign)...])
        let path = JSONValue.string("/\(name)")
        guard !value.isEmpty else { return ["op": "remove", "path": path] }
        let parsed = try? WireJSON.decode(JSONValue.self, from: Array(value.utf8))
        return ["op": "add", "path": path, "value": parsed ?? .string(value)]
    }
}

/// What each of the metadata commands takes.
struct MetadataChanges: ParsableArguments {
    @Argument(help: "name=value; name= removes the member. A value that is JSON is taken as such.")
    var members: [String] = []

    @Option(help: "JSON file with the whole object, in place of members; - reads standard input.")
    var file: String?

    func validate() throws {
        guard members.isEmpty != (file == nil) else {
            throw ValidationError("Give name=value, or the whole object with --file.")
        }
    }
}
