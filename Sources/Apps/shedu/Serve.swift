import ArgumentParser
import Foundation
import Logging
import Server
import ServiceLifecycle
import UnixSignals

/// `shedu serve`: the server.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the server.",
        discussion: """
            Without any option: SQLite in ./data, management on http://127.0.0.1:8080, EST on https://127.0.0.1:8443, \
            OCSP and CRLs on http://127.0.0.1:8081.
            Every option can also be given as an environment variable or in the file; docs/reference/configuration.md \
            lists them all.
            """)

    @Option(help: "YAML file with the configuration.")
    var config: String?

    @Option(help: "Folder that holds database, keys and tokens.")
    var data: String?

    @Option(help: "What this process does, separated by commas: api, est, validation, proxy.")
    var roles: String?

    @Option(help: "HOST:PORT of the management API; port 0 takes a free one.")
    var management: String?

    @Option(help: "HOST:PORT of EST; port 0 takes a free one.")
    var est: String?

    @Option(help: "HOST:PORT of OCSP, CRLs and CA certificates, plain HTTP; port 0 takes a free one.")
    var validation: String?

    @Flag(help: "Serve the management API over https, with the server's own identity.")
    var managementTLS = false

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let configuration: ServerConfiguration
        do {
            configuration = try await ServerConfiguration.load(flags: flags, environment: environment, file: config)
        } catch let error as StartError {
            throw ValidationError(error.description)
        }
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        var logger = Logger(label: "shedu")
        logger.logLevel = configuration.logLevel
        let server = SheduServer(configuration: configuration, environment: environment, logger: logger) { addresses in
            print("shedu is ready: \(Self.summary(addresses)), data in \(configuration.dataPath)")
            fflush(nil)
        }
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: server)], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        do {
            try await group.run()
        } catch {
            FileHandle.standardError.write(Data("shedu: \(error)\n".utf8))
            throw ExitCode.failure
        }
    }

    private var flags: [String: String] {
        var flags: [String: String] = [:]
        flags["data"] = data
        flags["roles"] = roles
        flags["management.address"] = management
        flags["est.address"] = est
        flags["validation.address"] = validation
        if managementTLS { flags["management.tls"] = "true" }
        return flags
    }

    private static func summary(_ addresses: Addresses) -> String {
        let listeners = [
            addresses.management.map { "management on \($0)" }, addresses.est.map { "EST on \($0)" },
            addresses.validation.map { "OCSP and CRLs on \($0)" },
        ].compactMap(\.self)
        return listeners.isEmpty ? "no listener" : listeners.joined(separator: ", ")
    }
}
