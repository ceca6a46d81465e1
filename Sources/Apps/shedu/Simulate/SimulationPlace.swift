import ArgumentParser
import ESTClient
import Events
import Foundation
import ManagementAPI
import ManagementClient
import Server

/// Where a simulation takes place: a server, a DMS of it, and what lets its devices in.
struct SimulationPlace: ParsableArguments {
    @Option(help: "Data folder of a server on this machine: its addresses, its token and what to trust are there.")
    var data = "data"
    @Option(help: "URL of the EST listener. (default: what the data folder says)") var est: String?
    @Option(help: "The DMS.") var dms = "simulation"
    @Option(help: "PEM file with the bootstrap certificate, its issuers behind it.") var bootstrapCertificate: String?
    @Option(help: "PEM file with its key.") var bootstrapKey: String?
    @Option(help: "User and password for HTTP Basic, instead of a bootstrap certificate: a file with user:password.")
    var passwordFile: String?
    @Flag(help: "Create the DMS, with CAs of its own, where it is not there yet.") var create = false

    func validate() throws {
        guard (bootstrapCertificate == nil) == (bootstrapKey == nil) else {
            throw ValidationError("--bootstrap-certificate and --bootstrap-key belong together.")
        }
        guard passwordFile == nil || bootstrapCertificate == nil else {
            throw ValidationError("Give a bootstrap certificate or a password, not both.")
        }
    }

    /// - Returns: a client that knows the server, and what the devices left the factory with.
    func prepare(_ connection: ConnectionOptions) async throws -> (ESTClient, ESTClient.Credentials) {
        let addresses = addresses()
        guard let est = est ?? addresses?.est else {
            throw ValidationError(
                "There is no \(data)/addresses.json with an EST listener: name the folder with --data, or the listener "
                    + "with --est.")
        }
        let trust = try ConnectionOptions.text(of: connection.trustFile ?? "\(data)/est-ca.pem")
        let client = try ESTClient(server: est, trustPEM: trust)
        var options = connection
        if options.server == nil { options.server = addresses?.management }
        let tokenFile = "\(data)/\(Self.tokenName)"
        if options.hasNoToken, FileManager.default.fileExists(atPath: tokenFile) { options.tokenFile = tokenFile }
        if options.cacert == nil, options.server?.hasPrefix("https:") == true { options.cacert = "\(data)/est-ca.pem" }
        if create { try await options.lend { try await SimulationPlant(client: $0).create(dms) } }
        return (client, try await credentials(options))
    }

    private static let tokenName = "admin.token"

    private func credentials(_ options: ConnectionOptions) async throws -> ESTClient.Credentials {
        if let bootstrapCertificate, let bootstrapKey {
            return .certificate(
                try .init(
                    certificatePEM: try ConnectionOptions.text(of: bootstrapCertificate),
                    keyPEM: try ConnectionOptions.text(of: bootstrapKey)))
        }
        if let passwordFile {
            let text = try ConnectionOptions.text(of: passwordFile).trimmingCharacters(in: .newlines)
            guard let colon = text.firstIndex(of: ":") else {
                throw ValidationError("\(passwordFile) does not hold user:password.")
            }
            return .basic(user: String(text[..<colon]), password: String(text[text.index(after: colon)...]))
        }
        return .certificate(try await options.lend { try await SimulationPlant(client: $0).bootstrapIdentity(dms) })
    }

    /// Of a server that runs on the data folder.
    private func addresses() -> Addresses? {
        FileManager.default.contents(atPath: "\(data)/addresses.json").flatMap {
            try? JSONDecoder().decode(Addresses.self, from: $0)
        }
    }
}

extension ConnectionOptions {
    /// What the options or the environment say of whom to trust.
    fileprivate var trustFile: String? { cacert ?? ProcessInfo.processInfo.environment["SHEDU_CACERT"] }

    fileprivate var hasNoToken: Bool {
        tokenFile == nil && (ProcessInfo.processInfo.environment["SHEDU_TOKEN"] ?? "").isEmpty
    }

    /// Lends a client of the management API and ends it.
    fileprivate func lend<Result>(_ body: (ManagementClient) async throws -> Result) async throws -> Result {
        let client = try client()
        do {
            let result = try await body(client)
            try await client.shutdown()
            return result
        } catch {
            try? await client.shutdown()
            throw error
        }
    }
}
