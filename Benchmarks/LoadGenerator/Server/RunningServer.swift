import Foundation
import NIOSSL
import Subprocess

/// A server that is ready, as it describes itself in its data folder.
public struct RunningServer: Sendable {
    public let process: Int32
    public let management: ServerAddress
    public let est: ServerAddress
    /// Plain HTTP; nil where the server has no such listener.
    public let validation: ServerAddress?
    /// PEM of the CA of the server's own TLS identity.
    public let roots: [UInt8]
    let token: String
    private let stop: @Sendable (Signal) throws -> Void

    init(process: Int32, dataDirectory: String, stop: @escaping @Sendable (Signal) throws -> Void) throws {
        let addresses = try Addresses.read(dataDirectory)
        guard let management = ServerAddress(url: addresses.management), let est = ServerAddress(url: addresses.est)
        else { throw LoadError.server("addresses.json holds no addresses: \(addresses)") }
        self.process = process
        self.management = management
        self.est = est
        validation = addresses.validation.flatMap { ServerAddress(url: $0) }
        roots = [UInt8](try Data(contentsOf: URL(filePath: "\(dataDirectory)/est-ca.pem")))
        token = try String(contentsOfFile: "\(dataDirectory)/admin.token", encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        self.stop = stop
    }

    /// SIGKILL: nothing of the process gets another instruction.
    public func kill() throws {
        try stop(.kill)
    }

    public func session() throws -> ManagementSession {
        try ManagementSession(
            to: management, tls: management.isTLS ? ClientTLS.context(roots: roots) : nil, token: token)
    }
}

/// `<data>/addresses.json`.
struct Addresses: Decodable {
    let management: String
    let est: String
    let validation: String?

    static func path(_ dataDirectory: String) -> String { "\(dataDirectory)/addresses.json" }

    static func read(_ dataDirectory: String) throws -> Addresses {
        let bytes = try Data(contentsOf: URL(filePath: path(dataDirectory)))
        return try JSONDecoder().decode(Addresses.self, from: bytes)
    }
}
