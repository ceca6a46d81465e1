import Events
import PKIX
import TestSupport
import Testing

@testable import Server

@Suite struct ServerConfigurationTests {
    @Test("a flag wins over the environment, the environment over the file, the file over the default")
    func precedence() async throws {
        try await withTemporaryDirectory { folder in
            let file = try folder.write(
                "shedu.yaml", "est:\n  address: 127.0.0.1:1\n  grace: 1h\nroles: api\ndata: from-file\n")
            let configuration = try await ServerConfiguration.load(
                flags: ["est.address": "127.0.0.1:3"],
                environment: ["SHEDU_EST_ADDRESS": "127.0.0.1:2", "SHEDU_DATA": "from-environment"], file: file)
            #expect(configuration.estAddress == ListenAddress(host: "127.0.0.1", port: 3))
            #expect(configuration.dataPath == "from-environment")
            #expect(configuration.estGrace == .hours(1))
            #expect(configuration.roles == [.api])
            #expect(configuration.managementAddress == ListenAddress(host: "127.0.0.1", port: 8080))
        }
    }

    @Test("every key has its environment variable", arguments: ConfigurationKey.all.map(\.name))
    func environmentVariables(name: String) async throws {
        let key = try #require(ConfigurationKey.all.first { $0.name == name })
        let odd = "odd value"
        switch name {
        case "data", "est.default-dms", "server.names", "events.base":
            let configuration = try await ServerConfiguration.load(
                flags: [:], environment: [key.environmentVariable: odd], file: nil)
            let texts = [
                configuration.dataPath, configuration.estDefaultDMS, configuration.serverNames.first,
                configuration.eventsBase,
            ]
            #expect(texts.contains(odd))
        default:
            let error = await #expect(throws: StartError.self) {
                _ = try await ServerConfiguration.load(
                    flags: [:], environment: [key.environmentVariable: odd], file: nil)
            }
            #expect(error?.description.contains(name) == true)
        }
    }

    @Test("a key of the file that is in no row of the table is named")
    func unknownKey() async throws {
        try await withTemporaryDirectory { folder in
            let file = try folder.write("shedu.yaml", "managment:\n  address: 127.0.0.1:1\n")
            let error = await #expect(throws: StartError.self) {
                _ = try await ServerConfiguration.load(flags: [:], environment: [:], file: file)
            }
            #expect(error?.description.contains("managment.address") == true)
        }
    }

    @Test(
        "an address has a host and a port",
        arguments: [
            ("127.0.0.1:80", "127.0.0.1", 80), ("[::1]:0", "::1", 0), ("pki.example:65535", "pki.example", 65535),
        ])
    func address(text: String, host: String, port: Int) throws {
        let address = try #require(ListenAddress(text))
        #expect(address == ListenAddress(host: host, port: port) && address.description == text)
    }

    @Test("what is no address is refused", arguments: ["", ":80", "host", "host:", "host:65536", "host:-1", "host:x"])
    func noAddress(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}

@Suite struct ServerStartTests {
    @Test("a second server on the same folder does not start")
    func lock() throws {
        try withTemporaryDirectory { folder in
            let first = try DataDirectory(path: folder.path("data"))
            #expect(throws: StartError.self) { try DataDirectory(path: folder.path("data")) }
            first.release()
            try DataDirectory(path: folder.path("data")).release()
        }
    }

    @Test("openssl verifies the server's certificate for its names, and the CA is kept over a restart")
    func identity() async throws {
        try await withTemporaryDirectory { folder in
            let data = try DataDirectory(path: folder.path("data"))
            let now = WallClock.system.now()
            let first = try ServerIdentity.load(data, hosts: ["localhost", "127.0.0.1", "::1"], at: now)
            let second = try ServerIdentity.load(data, hosts: ["localhost", "127.0.0.1"], at: now)
            data.release()
            #expect(first.trustAnchor == second.trustAnchor)
            #expect(first.certificateChain[0] != second.certificateChain[0])
            let leaf = try folder.write("leaf.der", first.certificateChain[0])
            for name in [["-verify_hostname", "localhost"], ["-verify_ip", "127.0.0.1"], ["-verify_ip", "::1"]] {
                try await Command.check(
                    "openssl",
                    ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", folder.path("data/est-ca.pem")]
                        + name
                        + [leaf])
            }
        }
    }

    @Test("all that pkilint says of the server's certificate is that it takes no name of one label, as RFC 1034 does")
    func linted() async throws {
        try await withTemporaryDirectory { folder in
            let data = try DataDirectory(path: folder.path("data"))
            let now = WallClock.system.now()
            let identity = try ServerIdentity.load(data, hosts: ["localhost", "127.0.0.1", "::1"], at: now)
            data.release()
            let leaf = try folder.write("leaf.pem", PEM.encode("CERTIFICATE", identity.certificateChain[0]))
            let linter = try PythonEnvironment.judges.program("lint_pkix_cert")
            let output = try await Command.run(linter, ["lint", "-s", "ERROR", leaf])
            let findings = output.text.split(separator: "\n").filter {
                $0.contains("(ERROR)") || $0.contains("(FATAL)")
            }
            #expect(findings.count == 1 && findings[0].contains("invalid_domain_name_syntax"), "\(findings)")
            #expect(findings.first?.contains("localhost") == true && output.stderr.isEmpty)
        }
    }

    @Test("the admin token is made once, for its owner only, and never shown")
    func token() throws {
        try withTemporaryDirectory { folder in
            let data = try DataDirectory(path: folder.path("data"))
            defer { data.release() }
            let token = try AdminToken.load(data.adminToken)
            #expect(try AdminToken.load(data.adminToken).secret == token.secret)
            #expect(token.secret.count == 64 && !"\(token)".contains(token.secret))
        }
    }
}
