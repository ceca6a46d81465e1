import ArgumentParser
import Events
import Foundation
import JSONSchema
import ManagementClient

struct ProfileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile", abstract: "Issuance profiles.",
        subcommands: [List.self, Show.self, Create.self, Update.self, Delete.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the profiles.")
        @OptionGroup var list: ListOptions
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let columns = [Column("ID", "id"), Column("BUILT IN", "built_in"), Column("SUMMARY", "summary")]
            try await options.run { try await $0.list("listProfiles", list, columns) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows a profile.")
        @Argument var id: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { try await $0.show("showProfile", [id]) }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stores a profile.",
            discussion: "The file holds the body of POST /v1/profiles; docs/operations/profiles.md explains it.")
        @Argument(help: "JSON file with the profile; - reads standard input.") var file: String
        @Option(help: "Its name, in place of the file's.") var id: String?
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let document = try ProfileFile.document(file, id: id)
            try await options.run { try await $0.show("createProfile", body: document) }
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Replaces a profile, whole.")
        @Argument var id: String
        @Argument(help: "JSON file with the profile; - reads standard input.") var file: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let document = try ProfileFile.document(file, id: id)
            try await options.run { try await $0.show("updateProfile", [id], body: document) }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Deletes a profile; what was issued stays as it is.")
        @Argument var id: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { _ = try await $0.client.call("deleteProfile", [id]) }
        }
    }
}

private enum ProfileFile {
    /// - Parameter id: laid over the file's.
    static func document(_ file: String, id: String?) throws -> JSONValue {
        let bytes =
            file == "-"
            ? Array(FileHandle.standardInput.readDataToEndOfFile()) : Array(try ConnectionOptions.text(of: file).utf8)
        guard let value = try? WireJSON.decode(JSONValue.self, from: bytes), case .object(var members) = value else {
            throw ValidationError("\(file) is not a JSON object.")
        }
        if let id { members["id"] = .string(id) }
        return .object(members)
    }
}
