import Foundation
import TestSupport

/// The EST client in Python, at one label of a server.
struct PythonClient: Sendable {
    let server: LiveServer
    /// Nil for the default one.
    let label: String?
    var arguments: [String] = []
    /// What it talks to, where that is not the server itself.
    var place: ReverseProxy?

    struct Answer: Sendable {
        let status: Int32
        let members: JSON
        /// Where a certificate and its key were asked for.
        let identity: Identity

        subscript(name: String) -> JSON { members[name] }
    }

    /// The same client, which shows a certificate.
    func showing(_ identity: Identity) -> PythonClient { with(identity.arguments) }

    func with(_ more: [String]) -> PythonClient {
        PythonClient(server: server, label: label, arguments: arguments + more, place: place)
    }

    /// One run of the program.
    /// - Throws: `TestSupportError.failed` where it finds something wrong; a refusal is an answer.
    func run(_ operation: String, _ more: String...) async throws -> Answer {
        let out = server.folder.path(UUID().uuidString)
        let program = Checkout.file("Tests/EndToEndTests/Judges/est_client.py").path
        let address = ["--url", place?.url ?? server.est, "--trust", place?.trust ?? server.trust]
        let target = address + ["--out", out] + (label.map { ["--label", $0] } ?? [])
        let output = try await Command.run(
            PythonEnvironment.judges.python(), ["-B", program, operation] + target + arguments + more)
        guard let members = try? JSON.parse(output.stdout) else {
            throw TestSupportError.failed(command: operation, status: output.status, stderr: output.stderr)
        }
        let identity = Identity(
            certificate: "\(out).pem", key: "\(out).key", serial: members["serial_number"].text ?? "")
        return Answer(status: output.status, members: members, identity: identity)
    }
}
