import Foundation
import Subprocess

/// What a program said.
struct ToolResult: Sendable {
    let isSuccess: Bool
    let output: [UInt8]
    let errors: String
    var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs one of the outside witnesses.
func tool(_ path: String, _ arguments: [String], input: [UInt8] = []) async throws -> ToolResult {
    let result = try await run(
        .path(FilePath(path)), arguments: Arguments(arguments), input: .array(input),
        output: .bytes(limit: 1 << 22), error: .string(limit: 1 << 20)
    )
    return ToolResult(
        isSuccess: result.terminationStatus.isSuccess, output: result.standardOutput, errors: result.standardError ?? ""
    )
}

func openssl(_ arguments: String..., input: [UInt8] = []) async throws -> ToolResult {
    try await tool("/usr/bin/openssl", arguments, input: input)
}
