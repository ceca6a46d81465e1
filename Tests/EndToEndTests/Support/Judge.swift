import Foundation
import TestSupport

/// A Python program of other people's making that says what it thinks of what the server sent.
enum Judge {
    /// One JSON value for each line of its answer.
    static func ask(_ program: String, _ arguments: [String] = [], _ input: [UInt8]) async throws -> [JSON] {
        let output = try await Command.check(
            PythonEnvironment.judges.python(), [Checkout.file(program).path] + arguments, stdin: input)
        return try output.stdout.split(separator: 0x0A).map(JSON.parse)
    }

    /// The official JSON Schema of CloudEvents 1.0.2, where it lies beside the checkout.
    static let cloudEventsSchema = Checkout.file("../shared/data/cloudevents.schema.json").path
    static var hasCloudEventsSchema: Bool { FileManager.default.fileExists(atPath: cloudEventsSchema) }
}
