import Foundation

/// The program under test: `SHEDU_BINARY`, or `shedu` of the same build as the tests.
enum ServerBinary {
    static var path: String? {
        if let named = ProcessInfo.processInfo.environment["SHEDU_BINARY"] { return named }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Beside the test bundle, which is where the running program or its first argument lies, and in the checkout.
    private static var candidates: [String] {
        let bundles = CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
        let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
        let folders = (bundles + [own]).map { URL(filePath: $0).deletingLastPathComponent() }
        let checkout = URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return (folders + [checkout.appending(path: ".build/debug")]).map { $0.appending(path: "shedu").path }
    }
}
