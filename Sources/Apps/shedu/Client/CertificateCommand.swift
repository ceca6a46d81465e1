import ArgumentParser

struct CertificateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate", abstract: "Issued certificates.",
        subcommands: [
            List.self, Show.self, Create.self, Import.self, Revoke.self, Hold.self, Release.self, Metadata.self,
        ])

    private static let columns = [
        Column("SERIAL NUMBER", "serial_number"), Column("COMMON NAME", "subject.common_name"),
        Column("STATUS", "status"), Column("VALID TO", "valid_to"), Column("CA", "issuer_metadata.ca_id"),
    ]

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the certificates.")
        @Option(help: "Only what this CA issued.") var ca: String?
        @OptionGroup var filters: CertificateFilters
        @OptionGroup var list: ListOptions
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { session in
                let values = ca.map { [$0] } ?? []
                var list = list
                list.filters += filters.all
                try await session.list(
                    ca == nil ? "listCertificates" : "listIssued", of: values, list, CertificateCommand.columns)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows a certificate.")
        @Argument(help: "Its serial number.") var serial: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { try await $0.show("showCertificate", [serial]) }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revokes a certificate.")
        @Argument(help: "Its serial number.") var serial: String
        @OptionGroup var reason: ReasonOption
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let body = try reason.body()
            try await options.run { try await $0.show("updateCertificateStatus", [serial], body: body) }
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Releases a certificate from hold.")
        @Argument(help: "Its serial number.") var serial: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let body = ["status": "ACTIVE"]
            try await options.run { try await $0.show("updateCertificateStatus", [serial], body: body) }
        }
    }
}
