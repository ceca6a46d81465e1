import ArgumentParser
import ManagementClient
import Events
import ManagementAPI

struct CACommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca", abstract: "Certification authorities.",
        subcommands: [
            List.self, Show.self, Create.self, Import.self, Revoke.self, Revocation.self, Delete.self, Reissue.self,
            Rekey.self,
            History.self, Request.self, Sign.self, Metadata.self, CRLCommand.self,
        ])

    static let columns = [
        Column("ID", "id"), Column("COMMON NAME", "subject.common_name"), Column("STATUS", "status"),
        Column("KEY", "key_metadata.type"), Column("VALID TO", "valid_to"), Column("ISSUER", "issuer_metadata.ca_id"),
    ]

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the CAs.")
        @OptionGroup var list: ListOptions
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { try await $0.list("listCAs", list, CACommand.columns) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows a CA.")
        @Argument var id: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { try await $0.show("showCA", [id]) }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Creates a CA: a root, or one below --parent.")
        @Argument(help: "Its common name.") var commonName: String
        @Option(help: "Made up where it is left out.") var id: String?
        @Option(help: "Id of the CA that signs it.") var parent: String?
        @OptionGroup var key: KeyOptions
        @Option(help: "A duration such as 10y, or a time such as 2035-01-01T00:00:00Z.") var validity = "10y"
        @Option(help: "How long what it issues is valid, likewise.") var issuance = "1y"
        @OptionGroup var name: NameOptions
        @Option(help: "How many CAs may stand below it; any number where it is left out.") var pathLength: Int?
        @OptionGroup var constraints: NameConstraintsOptions
        @Option(help: "Into how many lists its CRL is divided, 1 to 256.") var crlShards: Int?
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let body = CreateCABody(
                id: id, subject: name.subject(commonName), key: key.body ?? KeyOptions.standard, parentID: parent,
                validity: try Validity(argument: validity, of: "--validity"),
                issuanceExpiration: try Validity(argument: issuance, of: "--issuance"), pathLength: pathLength,
                nameConstraints: try constraints.body(), crlShards: crlShards)
            try await options.run { try await $0.show("createCA", body: body) }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revokes a CA, and with it what it issued.")
        @Argument var id: String
        @OptionGroup var reason: ReasonOption
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let body = try reason.body()
            try await options.run { try await $0.show("updateCAStatus", [id], body: body) }
        }
    }

    struct Sign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Signs a certificate request, and prints the certificate as PEM.")
        @Argument(help: "Id of the CA.") var id: String
        @Argument(help: "File with the request, as PEM.") var request: String
        @Option(help: "The issuance profile.") var profile: String?
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let body = SignBody(csr: EncodedPEM(pem: try ConnectionOptions.text(of: request)), profile: profile)
            try await options.run { session in
                if session.format == .json { return try await session.show("sign", [id], body: body) }
                let certificate = try await session.client.sign(body, with: id)
                session.terminal.note("serial number \(certificate.serialNumber)")
                session.terminal.text(certificate.certificate.pem)
            }
        }
    }
}

/// Why something is revoked.
struct ReasonOption: ParsableArguments {
    @Option(help: "The reason, as RFC 5280 names it, for instance KeyCompromise.")
    var reason = "Unspecified"

    func body() throws -> CertificateStatusBody {
        CertificateStatusBody(status: .revoked, revocationReason: try RevocationReason(argument: reason))
    }
}

extension RevocationReason {
    init(argument text: String) throws {
        guard let reason = RevocationReason(named: text) else {
            let choices = RevocationReason.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("\"\(text)\" is not a reason; use one of: \(choices)")
        }
        self = reason
    }
}

extension Validity {
    init(argument text: String, of option: String) throws {
        if let time = Timestamp(rfc3339: text) {
            self = .time(time)
        } else if let duration = try? WireDuration(text) {
            self = .duration(duration)
        } else {
            throw ValidationError(
                "\(option) is \"\(text)\" and must be a duration such as 1y, or a time such as 2035-01-01T00:00:00Z.")
        }
    }
}
