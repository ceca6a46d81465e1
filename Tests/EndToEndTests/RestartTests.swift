import Foundation
import TestSupport
import Testing

@Suite("A server that is stopped and started again")
struct RestartTests {
    @Test("ends with 0 on SIGTERM, and has everything on the same data as before")
    func restart() async throws {
        try await withTemporaryDirectory { folder in
            let transcript = Transcript()
            let before = try await withLiveServer(in: folder, transcript: transcript) { server in
                let life = try await FirstLife.live(server)
                #expect(try await Self.exitStatus(afterTerminating: server.process) == 0)
                return life
            }
            try await withLiveServer(in: folder, transcript: transcript) { server in
                try await before.expectContinued(by: server)
                let leaks = try await Secrets(of: server).leaks()
                #expect(leaks.isEmpty, "the server shows what is to be kept secret")
            }
            let modes = try Self.modes(of: folder.path("data"))
            #expect(modes["."] == 0o700)
            #expect(modes.count >= 6 && modes.filter { $0.key != "." }.values.allSatisfy { $0 == 0o600 }, "\(modes)")
        }
    }

    @Test("a folder is served by one server at a time, and the first one goes on")
    func lock() async throws {
        try await withTemporaryDirectory { folder in
            try await withLiveServer(in: folder) { server in
                let second = try await Command.run(
                    ServerBinary.path(),
                    [
                        "serve", "--data", server.data, "--management", "127.0.0.1:0", "--est", "127.0.0.1:0",
                        "--validation", "127.0.0.1:0",
                    ])
                #expect(second.status == 1 && second.stderr.contains("Another server is running"))
                try await server.createPlant()
            }
        }
    }

    @Test(
        "a setting that cannot be is refused with its name",
        arguments: [
            ("SHEDU_LOG_LEVEL", "loud", "log.level"), ("SHEDU_EST_GRACE", "10q", "est.grace"),
            ("SHEDU_ROLES", "king", "roles"), ("SHEDU_MANAGEMENT_ADDRESS", "nowhere", "management.address"),
        ])
    func settings(variable: String, value: String, name: String) async throws {
        try await withTemporaryDirectory { folder in
            let output = try await Command.run(
                ServerBinary.path(), ["serve", "--data", folder.path("data"), "--validation", "127.0.0.1:0"],
                environment: [variable: value],
                workingDirectory: folder.path)
            #expect(output.status == 2 && output.stderr.contains("\(name) is \"\(value)\""), "\(output)")
            #expect(!FileManager.default.fileExists(atPath: folder.path("data")))
        }
    }

    /// By file; `.` is the folder itself.
    private static func modes(of folder: String) throws -> [String: Int] {
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder) + ["."]
        return try Dictionary(
            uniqueKeysWithValues: files.map { file in
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(file)")
                return (file, attributes[.posixPermissions] as? Int ?? -1)
            })
    }

    /// Looks without reaping: the process is waited for by the one who started it.
    private static func exitStatus(afterTerminating process: Int32) async throws -> Int32 {
        kill(process, SIGTERM)
        return try await eventually("the server ends", within: .seconds(10)) {
            var information = siginfo_t()
            let looked = waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT)
            guard looked == 0 else { throw TestSupportError.system(call: "waitid", errno: errno) }
            guard information.si_signo != 0 else { return nil }
            let signalled: Int32 = 128
            let status = information._sifields._sigchld.si_status
            return information.si_code == CLD_EXITED ? status : signalled + status
        }
    }
}

/// What the first server answered, to be held against the second.
private struct FirstLife: Sendable {
    let footprint: Footprint
    let events: [JSON]
    let token: String
    let trust: [UInt8]
    let client: Identity
    let request: DeviceRequest
    let certificate: [UInt8]

    static func live(_ server: LiveServer) async throws -> FirstLife {
        try await server.createPlant()
        try await server.call("POST", "/v1/connectors", ["id": "aws", "region": "eu-west-1", "enabled": false])
        let client = try await server.identity("boot-1")
        let request = try await DeviceRequest.make("/CN=pump-1", in: server.folder)
        let file = try await server.enrolled(request, as: client)
        return FirstLife(
            footprint: try await Footprint(of: server), events: try await server.wholeLog(), token: server.token,
            trust: try server.folder.read("data/est-ca.pem"), client: client, request: request,
            certificate: [UInt8](try Data(contentsOf: URL(filePath: file))))
    }

    func expectContinued(by server: LiveServer) async throws {
        #expect(try await Footprint(of: server) == footprint)
        #expect(try await server.wholeLog() == events)
        #expect(server.token == token)
        #expect(try server.folder.read("data/est-ca.pem") == trust)
        let again = try await server.enrolled(request, as: client)
        #expect([UInt8](try Data(contentsOf: URL(filePath: again))) == certificate, "a lost answer is given again")
        #expect(try await server.head() == events.count)
        let next = try await server.enrolled(.make("/CN=pump-2", in: server.folder), as: client)
        let chain = try server.folder.write(
            "chain.pem", try await OpenSSL.certificates(inPKCS7: server.est("line-1/cacerts").body))
        let verdict = try await Command.run("openssl", ["verify", "-x509_strict", "-CAfile", chain, next])
        #expect(verdict.status == 0, "the CA's key is at hand: \(verdict.stderr)")
        let log = try await server.wholeLog()
        #expect(log.count == events.count + 3 && Array(log.prefix(events.count)) == events)
    }
}
