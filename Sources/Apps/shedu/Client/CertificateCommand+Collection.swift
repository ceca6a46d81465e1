import ArgumentParser
import Events
import JSONSchema
import ManagementAPI
import ManagementClient

extension CertificateCommand {
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes in a certificate that a CA known here issued elsewhere.")
        @Argument(help: "File with the certificate, as PEM.") var file: String
        @Option(help: "Metadata, name=value; may be repeated.") var metadata: [String] = []
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let body = ImportCertificateBody(
                certificate: EncodedPEM(pem: try ConnectionOptions.text(of: file)),
                metadata: try JSONArgument.members(metadata))
            try await options.run { try await $0.show("importCertificate", body: body) }
        }
    }

    struct Hold: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Puts a certificate on hold: a revocation that can be taken back.")
        @Argument(help: "Its serial number.") var serial: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let body = CertificateStatusBody(status: .revoked, revocationReason: .certificateHold)
            try await options.run { try await $0.show("updateCertificateStatus", [serial], body: body) }
        }
    }
}

/// The filters of a list of certificates that are asked for most.
struct CertificateFilters: ParsableArguments {
    @Option(help: "Only those of this status, for instance REVOKED.") var status: String?
    @Option(help: "Only those with this common name.") var commonName: String?
    @Option(help: "Only those that end before this time, for instance 2027-01-01T00:00:00Z.") var endsBefore: String?

    var all: [String] {
        [
            status.map { "status[eq]\($0.uppercased())" }, commonName.map { "common_name[eq]\($0)" },
            endsBefore.map { "valid_to[bf]\($0)" },
        ].compactMap { $0 }
    }
}

extension JSONArgument {
    /// Members, `name=value` each; a value that is JSON is taken as such.
    static func members(_ texts: [String]) throws -> [String: JSONValue]? {
        var members: [String: JSONValue] = [:]
        for text in texts {
            guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
                throw ValidationError("\"\(text)\" must be name=value.")
            }
            let value = String(text[text.index(after: sign)...])
            let parsed = try? WireJSON.decode(JSONValue.self, from: Array(value.utf8))
            members[String(text[..<sign])] = parsed ?? .string(value)
        }
        return members.isEmpty ? nil : members
    }
}
