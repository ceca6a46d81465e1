import Events
import TestSupport

/// What other people's programs say of our certificates.
struct Judges {
    let folder: TemporaryDirectory
    /// Seconds since 1970.
    let time: Int64

    /// - Returns: what openssl says, strictly; its complaint where it refuses.
    func openssl(
        _ leaf: EncodedPEM, anchor: EncodedPEM, untrusted: [EncodedPEM] = []
    ) async throws -> (isGood: Bool, text: String) {
        let paths = try write(leaf, anchor, untrusted)
        let output = try await Command.run(
            "openssl",
            [
                "verify", "-x509_strict", "-attime", "\(time)", "-CAfile", paths.anchor, "-untrusted", paths.untrusted,
                paths.leaf,
            ])
        return (output.status == 0, output.text + output.stderr)
    }

    /// strongSwan's verdict at the real time of the machine, which the certificates must span.
    func strongSwan(
        _ leaf: EncodedPEM, anchor: EncodedPEM, untrusted: [EncodedPEM] = []
    ) async throws -> (isGood: Bool, text: String) {
        var arguments = ["--verify", "--in", try folder.write("pki-leaf.pem", leaf.pem)]
        arguments += ["--cacert", try folder.write("pki-anchor.pem", anchor.pem)]
        for (index, each) in untrusted.enumerated() {
            arguments += ["--cacert", try folder.write("pki-\(index).pem", each.pem)]
        }
        let output = try await Command.run("pki", arguments)
        return (output.status == 0, output.text + output.stderr)
    }

    /// - Returns: the findings of pkilint that are errors or worse.
    func lint(_ certificate: EncodedPEM) async throws -> [String] {
        let file = try folder.write("lint.pem", certificate.pem)
        let program = try PythonEnvironment.judges.program("lint_pkix_cert")
        let output = try await Command.run(program, ["lint", "-s", "ERROR", file])
        return output.text.split(separator: "\n").map(String.init).filter {
            $0.contains("ERROR") || $0.contains("FATAL")
        }
            + (output.stderr.contains("Traceback") ? [output.stderr] : [])
    }

    private func write(
        _ leaf: EncodedPEM, _ anchor: EncodedPEM, _ untrusted: [EncodedPEM]
    ) throws -> (leaf: String, anchor: String, untrusted: String) {
        // Without any there is still a file to name.
        let others = (untrusted.isEmpty ? [leaf] : untrusted).map(\.pem).joined()
        return (
            try folder.write("leaf.pem", leaf.pem), try folder.write("anchor.pem", anchor.pem),
            try folder.write("untrusted.pem", others)
        )
    }
}
