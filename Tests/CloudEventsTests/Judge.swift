import Foundation
import Testing

/// A Python program of other people's making that says what it thinks of our bytes.
enum Judge {
    static let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    static let repository = folder.deletingLastPathComponent().deletingLastPathComponent()
    static let schema = repository.appending(path: "../shared/data/cloudevents.schema.json").standardizedFileURL
    static let schemaExists = FileManager.default.fileExists(atPath: schema.path)

    private static let python =
        ProcessInfo.processInfo.environment["SHEDU_JUDGES_PYTHON"]
        ?? repository.appending(path: ".venv/judges/bin/python").path

    /// Gives all lines to one run of the program and returns its answers.
    static func ask<Answer: Decodable>(
        _ program: String,
        _ arguments: [String] = [],
        lines: [Data],
        as type: Answer.Type = Answer.self
    ) throws -> [Answer] {
        let output = try run("Judges/\(program).py", arguments, input: Data(lines.joined(separator: [0x0A])))
        let answers = try output.split(separator: 0x0A).map { try JSONDecoder().decode(Answer.self, from: $0) }
        try #require(answers.count == lines.count, "the judge has to answer each line")
        return answers
    }

    /// Input and output are files, so that neither side waits for the other.
    private static func run(_ program: String, _ arguments: [String], input: Data) throws -> Data {
        try #require(
            FileManager.default.isExecutableFile(atPath: python),
            "The judges need Python with Tests/judges-requirements.txt at \(python), or SHEDU_JUDGES_PYTHON."
        )
        let folder = FileManager.default.temporaryDirectory.appending(path: "judge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (given, said) = (folder.appending(path: "in"), folder.appending(path: "out"))
        try input.write(to: given)
        try Data().write(to: said)
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [self.folder.appending(path: program).path] + arguments
        process.standardInput = try FileHandle(forReadingFrom: given)
        process.standardOutput = try FileHandle(forWritingTo: said)
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "the judge failed; what it said is above")
        return try Data(contentsOf: said)
    }
}
