import Foundation
import TestSupport

/// The program under test: `SHEDU_BINARY`, or `shedu` of the same build as the tests.
enum ServerBinary {
    static func path() throws -> String {
        if let named = ProcessInfo.processInfo.environment["SHEDU_BINARY"] { return named }
        guard let found = candidates.first(where: FileManager.default.isExecutableFile) else {
            throw TestSupportError.notFound("no shedu binary: build it, or name it by SHEDU_BINARY")
        }
        return found
    }

    /// Beside the test bundle, which is where the running program or its first argument lies, and in the checkout.
    private static var candidates: [String] {
        let bundles = CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
        let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
        let folders = (bundles + [own]).map { URL(filePath: $0).deletingLastPathComponent() }
        return (folders + [Checkout.file(".build/debug")]).map { $0.appending(path: "shedu").path }
    }
}

/// Files of the repository that these tests belong to.
enum Checkout {
    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func file(_ path: String) -> URL { root.appending(path: path).standardizedFileURL }
}
