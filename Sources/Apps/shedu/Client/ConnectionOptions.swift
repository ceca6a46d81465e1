import ArgumentParser
import Foundation
import ManagementClient

/// Which server to ask, and who asks.
struct ConnectionOptions: ParsableArguments {
    static let serverDefault = "http://127.0.0.1:8080"
    /// Where `shedu serve` leaves its token when it is started in the same folder.
    static let tokenFileDefault = "data/admin.token"

    @Option(help: "URL of the management API. (default: $SHEDU_SERVER, or \(Self.serverDefault))")
    var server: String?

    @Option(help: "File with the token. (default: $SHEDU_TOKEN, or the file \(Self.tokenFileDefault))")
    var tokenFile: String?

    @Option(help: "PEM file with the CA certificates to trust for https. (default: $SHEDU_CACERT, or the system's)")
    var cacert: String?

    func client() throws -> ManagementClient {
        let environment = ProcessInfo.processInfo.environment
        let trust = try (cacert ?? environment["SHEDU_CACERT"]).map { try Self.text(of: $0) }
        return try ManagementClient(
            server: server ?? environment["SHEDU_SERVER"] ?? Self.serverDefault, token: try token(environment),
            trustPEM: trust)
    }

    private func token(_ environment: [String: String]) throws -> String {
        if let tokenFile { return try Self.text(of: tokenFile).trimmingCharacters(in: .whitespacesAndNewlines) }
        if let token = environment["SHEDU_TOKEN"], !token.isEmpty { return token }
        guard FileManager.default.fileExists(atPath: Self.tokenFileDefault) else {
            throw ValidationError("There is no token: set SHEDU_TOKEN, or name a file with --token-file.")
        }
        return try Self.text(of: Self.tokenFileDefault).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    static func text(of file: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: file), let text = String(data: data, encoding: .utf8)
        else {
            throw ValidationError("The file \(file) cannot be read as text.")
        }
        return text
    }
}
