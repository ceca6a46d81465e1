import Foundation

/// One operation of an AWS API: what is sent, and what comes back. Names, paths and members are those of the API
/// reference ("AWS IoT API Reference", version 2015-05-28).
public protocol AWSOperation: Sendable {
    associatedtype Answer: Sendable

    static var name: String { get }
    /// Changes nothing, so it may be sent twice.
    static var isRead: Bool { get }
    var request: AWSRequest { get }
    static func answer(from body: [UInt8]) throws -> Answer
}

extension AWSOperation {
    public static var name: String { String(describing: Self.self) }
    public static var isRead: Bool { false }
}

extension AWSOperation where Answer: Decodable {
    public static func answer(from body: [UInt8]) throws -> Answer {
        try JSONDecoder().decode(Answer.self, from: Data(body))
    }
}

extension AWSOperation where Answer == Void {
    public static func answer(from body: [UInt8]) throws {}
}

/// The body of a request, as far as we need JSON: an object of strings, flags, lists and objects.
enum JSONBody: Encodable {
    case string(String)
    case flag(Bool)
    case object([String: JSONBody])
    case list([JSONBody])

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let value): try container.encode(value)
        case .flag(let value): try container.encode(value)
        case .object(let members): try container.encode(members)
        case .list(let elements): try container.encode(elements)
        }
    }

    /// Members in order of their names, so that the same call has the same bytes.
    var bytes: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else {
            preconditionFailure("strings and flags can always be encoded")
        }
        return [UInt8](data)
    }
}

extension AWSRequest {
    /// Members that are nil are left out.
    static func json(
        _ method: String, _ path: [String], query: [Field] = [], _ members: [String: JSONBody?]
    ) -> AWSRequest {
        AWSRequest(
            method, .iot, path, query: query, headers: [Field("Content-Type", "application/json")],
            body: JSONBody.object(members.compactMapValues { $0 }).bytes)
    }
}
