import Foundation
import TestSupport
import Testing

@Suite("The pages on enrolment", .liveServer(["SHEDU_EST_DEFAULT_DMS": "line-1"]))
struct DocumentedEnrolmentTests {
    @Test("its commands, run as they stand there, enrol devices, and print what it says")
    func walk() async throws {
        let server = try LiveServer.ofSuite()
        let page = try String(contentsOf: Checkout.file("docs/protocols/est.md"), encoding: .utf8)
        let curl = try #require(ShellSession(section: "From nothing to an enrolled device", of: page))
        let renewal = try #require(ShellSession(section: "Renewal", of: page))
        let strongSwan = try #require(ShellSession(section: "strongSwan", of: page))
        #expect(curl.commands.contains { $0.contains("simpleenroll") })
        #expect(renewal.commands.contains { $0.contains("simplereenroll") })
        #expect(strongSwan.commands.contains { $0.contains("pki --est ") })
        let attributes = try #require(ShellSession(section: "What requests should look like: csrattrs", of: page))
        let keys = try #require(ShellSession(section: "A key made here: serverkeygen", of: page))
        let who = try String(contentsOf: Checkout.file("docs/operations/enrolment.md"), encoding: .utf8)
        let remote = try #require(ShellSession(section: "A remote DMS: a registration authority", of: who))
        let more = attributes + keys + remote
        let session = (StrongSwan.isThere ? curl + renewal + strongSwan : curl + renewal) + more
        let output = try await session.run(against: server)
        let printed = Set(output.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) })
        for line in session.repeatable { #expect(printed.contains(line), "the page shows a line that was not printed") }
        #expect(session.repeatable.count > 10)
        for name in ["device.pem", "valve-2.pem", "lamp.pem", "pump-8.pem"] { try await expectVerified(name, server) }
        if StrongSwan.isThere { try await expectVerified("pump-21.pem", server) }
    }

    private func expectVerified(_ name: String, _ server: LiveServer) async throws {
        let answer = try await server.est("line-1/cacerts")
        let chain = try server.folder.write("chain.pem", try await OpenSSL.certificates(inPKCS7: answer.body))
        let verdict = try await Command.run(
            "openssl", ["verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", chain, server.folder.path(name)])
        #expect(verdict.status == 0, "\(name): \(verdict.text) \(verdict.stderr)")
    }
}

/// The shell commands of a page: `sh` blocks as a whole, and what follows a prompt in the others.
struct ShellSession {
    private(set) var commands: [String] = []
    /// What the page shows as printed.
    private(set) var shown: [String] = []

    init?(section title: String, of page: String) {
        let lines = page.components(separatedBy: "\n")
        guard let start = lines.firstIndex(of: "## \(title)") else { return nil }
        var block: [String]?
        var isScript = false
        for line in lines[(start + 1)...].prefix(while: { !$0.hasPrefix("## ") }) {
            if !line.hasPrefix("```") {
                block?.append(line)
            } else if let finished = block {
                take(finished, isScript: isScript)
                block = nil
            } else {
                (block, isScript) = ([], line == "```sh")
            }
        }
    }

    private mutating func take(_ block: [String], isScript: Bool) {
        // The server is there already.
        if block.contains(where: { $0.hasSuffix("shedu serve") }) { return }
        if isScript { commands.append(block.joined(separator: "\n")) } else { take(block) }
    }

    private mutating func take(_ block: [String]) {
        var isCommand = false
        for line in block {
            if line.hasPrefix("$ ") {
                commands.append(String(line.dropFirst(2)))
                isCommand = true
            } else if isCommand, let last = commands.last {
                commands[commands.count - 1] = last + "\n" + line
            } else {
                shown.append(line.trimmingCharacters(in: .whitespaces))
                continue
            }
            isCommand = line.hasSuffix("\\") || line.hasSuffix("|")
        }
    }

    static func + (left: ShellSession, right: ShellSession) -> ShellSession {
        var both = left
        both.commands += right.commands
        both.shown += right.shown
        return both
    }

    /// Of what the page shows, what does not depend on when it was run or on chance.
    var repeatable: [String] {
        shown.filter { line in
            !line.isEmpty && line != "..." && line.firstMatch(of: /[0-9A-F]{2}:[0-9A-F]{2}:[0-9A-F]{2}/) == nil
        }
    }

    /// Runs everything in one shell in the server's folder; the first command that fails ends it.
    func run(against server: LiveServer) async throws -> String {
        let script = (["set -e -o pipefail"] + commands).joined(separator: "\n")
            .replacing("http://127.0.0.1:8080", with: server.management)
            .replacing("https://127.0.0.1:8443", with: server.est)
            .replacing("http://127.0.0.1:8081", with: try server.validation())
        let programs = URL(filePath: try ServerBinary.path()).deletingLastPathComponent().path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let output = try await Command.check(
            "bash", ["-c", script],
            environment: ["PATH": "\(programs):\(path)", "SHEDU_SERVER": server.management],
            workingDirectory: server.folder.path)
        server.transcript.add(output.stdout)
        return output.text + output.stderr
    }
}
