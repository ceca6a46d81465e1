import ArgumentParser
import Events
import ManagementAPI
import ManagementClient

extension CACommand {
    /// CAs that an outside CA certifies.
    struct Request: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "request", abstract: "Keys of CAs whose certificate an outside CA is to sign.",
            subcommands: [List.self, Show.self, Create.self, Delete.self])

        struct List: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Lists the requests that wait.")
            @OptionGroup var list: ListOptions
            @OptionGroup var options: ClientOptions

            func run() async throws {
                let columns = [
                    Column("ID", "id"), Column("COMMON NAME", "subject.common_name"),
                    Column("KEY", "key_metadata.type"), Column("CREATED", "creation_ts"),
                ]
                try await options.run { try await $0.list("listCARequests", list, columns) }
            }
        }

        struct Show: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Shows a request.")
            @Argument var id: String
            @OptionGroup var options: ClientOptions

            func run() async throws {
                try await options.run { try await $0.show("showCARequest", [id]) }
            }
        }

        struct Create: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Makes a key, and prints a PKCS #10 request for it as PEM.")
            @Argument(help: "Common name of the CA.") var commonName: String
            @Option(help: "The id that the CA will have; made up where it is left out.") var id: String?
            @OptionGroup var name: NameOptions
            @OptionGroup var key: KeyOptions
            @Option(help: "Asked for: how many CAs may stand below it.") var pathLength: Int?
            @OptionGroup var options: ClientOptions

            func run() async throws {
                let body = CreateCARequestBody(
                    id: id, subject: name.subject(commonName), key: key.body ?? KeyOptions.standard,
                    pathLength: pathLength)
                try await options.run { session in
                    if session.format == .json { return try await session.show("createCARequest", body: body) }
                    let request = try await session.client.createCARequest(body)
                    session.terminal.note("request \(request.id); import the certificate that answers it")
                    session.terminal.text(request.csr.pem)
                }
            }
        }

        struct Delete: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Gives a request up and destroys its key.")
            @Argument var id: String
            @OptionGroup var options: ClientOptions

            func run() async throws {
                try await options.run { try await $0.client.deleteCARequest(id) }
            }
        }
    }
}
