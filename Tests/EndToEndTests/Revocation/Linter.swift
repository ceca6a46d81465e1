import Foundation
import TestSupport
import Testing

/// pkilint on everything that was gathered in a folder.
struct Linter: Sendable {
    let folder: TemporaryDirectory

    private static let kinds: Set<Substring> = ["pem", "crl", "ors"]

    /// - Returns: how many files were looked at, and what is an error or worse.
    func findings() async throws -> (count: Int, findings: [String]) {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            .filter { Self.kinds.contains($0.split(separator: ".").last ?? "") }
        let reports = try await Judge.ask("Tests/EndToEndTests/Judges/lint.py", files.map(folder.path), [])
        #expect(reports.count == files.count)
        let bad = reports.filter { $0["status"] != 0 }
        return (reports.count, bad.map { "\($0["file"].text ?? ""): \($0["findings"].text ?? "")" })
    }
}
