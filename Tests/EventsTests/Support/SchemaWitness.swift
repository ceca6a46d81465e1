import Events
import Foundation
import JSONSchema
import TestSupport

/// `check-jsonschema`, which has never seen our code.
enum SchemaWitness {
    static func run(_ arguments: [String]) async throws -> Command.Output {
        try await Command.run(try PythonEnvironment.judges.program("check-jsonschema"), arguments)
    }

    /// Where the examples, as members of one document, do not fit: JSON pointers by the name of the example.
    static func faults(of examples: [(String, JSONValue)], in schema: JSONValue) async throws -> [String: [String]] {
        try await withTemporaryDirectory { directory in
            try directory.write("schema.json", try WireJSON.encode(schema))
            let document = JSONValue.object(Dictionary(uniqueKeysWithValues: examples))
            try directory.write("examples.json", try WireJSON.encode(document))
            let output = try await run(
                ["-o", "json", "--schemafile", directory.path("schema.json"), directory.path("examples.json")])
            let report = try WireJSON.decode(Report.self, from: output.stdout)
            guard (output.status == 0) == report.errors.isEmpty else {
                throw TestSupportError.failed(
                    command: "check-jsonschema", status: output.status, stderr: output.stderr)
            }
            return report.places
        }
    }
}

/// What `check-jsonschema -o json` prints.
private struct Report: Decodable {
    struct Fault: Decodable {
        let path: String
    }

    let errors: [Fault]

    /// `$['ca.create'].subject.common_name` becomes `/subject/common_name` of `ca.create`.
    var places: [String: [String]] {
        var result: [String: [String]] = [:]
        for fault in errors {
            let parts = fault.path.split(separator: "'", maxSplits: 2)
            guard parts.count > 1 else { continue }
            let rest = parts.count > 2 ? parts[2].dropFirst() : ""
            result[String(parts[1]), default: []].append(String(rest.replacing(".", with: "/")))
        }
        return result
    }
}
