import Documentation
import Foundation
import TestSupport
import Testing

@Suite("The generated files")
struct DocumentationTests {
    @Test("in the repository are what the tables in the code give; if not, run `make docs`")
    func committed() throws {
        let files = try Documentation.files()
        #expect(files.count == 25)
        #expect(files.differences(below: try SourceTree.root().path) == [])
    }

    @Test("are the same bytes each time they are made")
    func deterministic() throws {
        #expect(try Documentation.files() == (try Documentation.files()))
    }

    @Test("are written where they are missing, put right where they differ, and removed where they are stale")
    func writing() throws {
        try withTemporaryDirectory { directory in
            let files = try Documentation.files()
            #expect(files.differences(below: directory.path).count == files.count)
            #expect(try files.write(below: directory.path).count == files.count)
            #expect(files.differences(below: directory.path) == [])
            try directory.write("schemas/ca.create/2.json", "{}")
            try directory.write("docs/reference/events.md", "# Events\n")
            try directory.write("docs/reference/own.md", "written by hand\n")
            let wrong = ["docs/reference/events.md", "schemas/ca.create/2.json"]
            #expect(files.differences(below: directory.path) == wrong)
            #expect(try files.write(below: directory.path) == wrong)
            #expect(files.differences(below: directory.path) == [])
            #expect(FileManager.default.fileExists(atPath: directory.path("docs/reference/own.md")))
        }
    }

    @Test("that are schemas are JSON Schema, draft 2020-12, in the eyes of check-jsonschema")
    func schemas() async throws {
        try await withWrittenFiles { directory, files in
            let schemas = files.map(\.path).filter { $0.hasPrefix("schemas/") }.map(directory.path)
            #expect(schemas.count == 20)
            let output = try await Command.run(
                try PythonEnvironment.judges.program("check-jsonschema"), ["--check-metaschema"] + schemas)
            #expect(output.status == 0, "\(output.text)\(output.stderr)")
        }
    }

    @Test("include a description of the API that openapi-spec-validator takes")
    func openAPI() async throws {
        try await withWrittenFiles { directory, _ in
            let output = try await Command.run(
                try PythonEnvironment.judges.program("openapi-spec-validator"),
                [directory.path("docs/reference/openapi.json")])
            #expect(output.status == 0, "\(output.text)\(output.stderr)")
        }
    }

    @Test("name each event type on the page of events and in the AsyncAPI document")
    func eventTypes() throws {
        let files = try Documentation.files()
        let page = try #require(files.first { $0.path == "docs/reference/events.md" })
        let document = try #require(files.first { $0.path == "docs/reference/asyncapi.json" })
        let names = files.filter { $0.path.hasPrefix("schemas/") }.map { $0.path.split(separator: "/")[1] }
        #expect(names.count == 20)
        for name in names {
            #expect(page.text.contains("| `\(name)` |"))
            #expect(document.text.contains("\"#/components/messages/\(name)\""))
        }
    }

    private func withWrittenFiles(_ body: (TemporaryDirectory, [GeneratedFile]) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let files = try Documentation.files()
            _ = try files.write(below: directory.path)
            try await body(directory, files)
        }
    }
}
