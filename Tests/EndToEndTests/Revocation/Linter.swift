import Foundation
import TestSupport
import Testing

/// pkilint on everything that was gathered in a folder.
struct Linter: Sendable {
    let folder: TemporaryDirectory

    /// - Returns: how many files were looked at, and what is an error or worse.
    func findings() async throws -> (count: Int, findings: [String]) {
        var (count, findings) = (0, [String]())
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            guard let arguments = Self.arguments(file) else { continue }
            count += 1
            let output = try await Command.run(
                try PythonEnvironment.judges.program(arguments[0]),
                ["lint", "-s", "ERROR"] + arguments.dropFirst() + [folder.path(file)])
            // The status is the number of findings.
            if output.status != 0 { findings.append("\(file): \(output.text)\(output.stderr)") }
        }
        return (count, findings)
    }

    private static func arguments(_ file: String) -> [String]? {
        switch file.split(separator: ".").last {
        case "pem": ["lint_pkix_cert"]
        case "crl": ["lint_crl", "-t", "CRL", "-p", "PKIX"]
        case "ors": ["lint_ocsp_response"]
        default: nil
        }
    }
}
