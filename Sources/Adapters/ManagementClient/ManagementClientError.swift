import AsyncHTTPClient
import Events
public import ManagementAPI
import JSONSchema

/// Why a call did not succeed.
public enum ManagementClientError: Error, Sendable, Equatable {
    /// The server refused, and says why.
    case problem(Problem)
    /// The server answered with something that is not of this API.
    case unexpected(status: Int, String)
    case unreachable(String)
    /// The call could not be made as it was asked for.
    case unusable(String)

    init(status: Int, body: [UInt8]) {
        if let problem = try? WireJSON.decode(Problem.self, from: body) {
            self = .problem(problem)
        } else {
            self = .unexpected(status: status, String(decoding: body.prefix(200), as: UTF8.self))
        }
    }

    init(_ error: any Error, server: String) {
        switch error {
        case let error as ManagementClientError: self = error
        case is CancellationError: self = .unreachable("the call was cancelled")
        default: self = .unreachable("\(server) cannot be reached: \(error)")
        }
    }
}

extension ManagementClientError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .problem(let problem):
            ([problem.detail] + (problem.errors ?? []).map { "  \($0.pointer): \($0.detail)" }).joined(separator: "\n")
        case .unexpected(let status, let text): "the server answered \(status) with something unexpected: \(text)"
        case .unreachable(let sentence), .unusable(let sentence): sentence
        }
    }
}
