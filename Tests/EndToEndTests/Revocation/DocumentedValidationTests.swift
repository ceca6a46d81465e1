import Foundation
import TestSupport
import Testing

@Suite("The pages about validation")
struct DocumentedValidationTests {
    @Test(
        "their commands, run as they stand there, print what the pages say",
        arguments: [("ocsp.md", "pump-7.pem: revoked"), ("crl.md", "error pump-7.pem: verification failed")])
    func walk(page: String, outcome: String) async throws {
        let text = try String(contentsOf: Checkout.file("docs/protocols/\(page)"), encoding: .utf8)
        let session = try #require(ShellSession(section: "With openssl", of: text))
        #expect(session.shown.contains(outcome))
        try await withTemporaryDirectory { folder in
            try await withLiveServer(in: folder) { server in
                let output = try await session.run(against: server)
                    .replacing(try server.validation(), with: "http://127.0.0.1:8081")
                let printed = Set(output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
                for line in session.repeatable {
                    #expect(printed.contains(line), "the page shows a line that was not printed")
                }
                #expect(session.repeatable.count > 5)
            }
        }
    }
}
