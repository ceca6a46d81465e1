import Foundation
import Subprocess
import SystemPackage

/// What a program said.
struct ToolResult: Sendable {
    let isSuccess: Bool
    let output: [UInt8]
    let errors: String
    var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs one of the outside witnesses.
///
/// The input comes from a file, not from a pipe: a program may end before it has read all of it.
func tool(_ path: String, _ arguments: [String], input: [UInt8] = []) async throws -> ToolResult {
    let file = FileManager.default.temporaryDirectory.appending(path: "input-\(UUID().uuidString)")
    try Data(input).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let result = try await run(
        .path(FilePath(path)), arguments: Arguments(arguments),
        input: .fileDescriptor(try .open(file.path(), .readOnly), closeAfterSpawningProcess: true),
        output: .bytes(limit: 1 << 22), error: .string(limit: 1 << 20)
    )
    return ToolResult(
        isSuccess: result.terminationStatus.isSuccess, output: result.standardOutput, errors: result.standardError
    )
}

func openssl(_ arguments: String..., input: [UInt8] = []) async throws -> ToolResult {
    try await tool("/usr/bin/openssl", arguments, input: input)
}
