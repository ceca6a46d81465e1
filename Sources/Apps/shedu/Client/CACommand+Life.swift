import ArgumentParser
import Events
import ManagementAPI
import ManagementClient

extension CACommand {
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes in a CA that was made elsewhere, or the answer to a request.")
        @Argument(help: "File with its certificate, as PEM.") var certificate: String
        @Option(help: "File with its private key, as PEM; without it the CA is known and cannot sign.") var key: String?
        @Option(help: "Made up where it is left out.") var id: String?
        @Option(help: "How long what it issues is valid: a duration such as 1y, or a time.") var issuance: String?
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let body = ImportCABody(
                id: id, certificate: EncodedPEM(pem: try ConnectionOptions.text(of: certificate)),
                privateKey: try key.map { SecretPEM(pem: try ConnectionOptions.text(of: $0)) },
                issuanceExpiration: try issuance.map { try Validity(argument: $0, of: "--issuance") })
            try await options.run { try await $0.show("importCA", body: body) }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Deletes a CA that is EXPIRED, REVOKED or EXTERNAL, and destroys its keys.")
        @Argument var id: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { try await $0.client.deleteCA(id) }
        }
    }

    struct Reissue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Gives a CA a new certificate for the same key.")
        @Argument var id: String
        @Option(help: "A duration such as 10y, or a time; as long as now where it is left out.") var validity: String?
        @Option(help: "File with the new certificate, as PEM, where another CA signed it.") var certificate: String?
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let body = ReissueCABody(
                validity: try validity.map { try Validity(argument: $0, of: "--validity") },
                certificate: try certificate.map { EncodedPEM(pem: try ConnectionOptions.text(of: $0)) })
            try await options.run { try await $0.show("reissueCA", [id], body: body) }
        }
    }

    struct Rekey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives a CA a new key, and certificates that link it with the old one.")
        @Argument var id: String
        @Option(help: "A duration such as 10y, or a time; as long as now where it is left out.") var validity: String?
        @OptionGroup var key: KeyOptions
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let body = RekeyCABody(
                key: key.body, validity: try validity.map { try Validity(argument: $0, of: "--validity") })
            try await options.run { try await $0.show("rekeyCA", [id], body: body) }
        }
    }

    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the certificates that a CA has had, and those that link its keys.")
        @Argument var id: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let columns = [
                Column("KIND", "kind"), Column("KEY", "key_generation"), Column("SERIAL", "serial_number"),
                Column("VALID FROM", "valid_from"), Column("VALID TO", "valid_to"),
            ]
            try await options.run { session in
                let items = try await session.client.value("listCACertificateHistory", [id]).items
                try session.display(items, next: nil, columns)
            }
        }
    }
}
