import Events
import HTTPTypes
import Hummingbird
import Listing
import NIOCore

/// What a handler gives back; the status of a success is the row's.
enum Answer: Sendable {
    case nothing
    /// - Parameter location: path of what was created.
    case json([UInt8], location: String? = nil)
    /// As `json`, and with a secret in it: it is neither kept nor tagged.
    case secret([UInt8], location: String)
    /// Taken on, and not done yet.
    /// - Parameter location: path that says how far it is.
    case accepted([UInt8], location: String)
    case media(String, [UInt8])
    case stream(String, ResponseBody)
    /// Not a success, and not a problem either.
    case unready(String)

    static func json(of value: some Encodable, location: String? = nil) throws -> Answer {
        .json(try WireJSON.encode(value), location: location)
    }

    static func list<Item: Codable & Sendable>(_ items: [Item]) throws -> Answer {
        try json(of: Page(list: items, next: nil))
    }
}

extension Answer {
    func response(status: HTTPResponse.Status) -> Response {
        switch self {
        case .nothing: return Response(status: status, headers: Self.bare)
        case .json(let bytes, let location):
            var headers = Self.jsonHeaders
            if let location { headers[.location] = location }
            return Response(status: status, headers: headers, body: Self.body(bytes))
        case .secret(let bytes, let location):
            return Answer.json(bytes, location: location).response(status: status)
        case .accepted(let bytes, let location):
            var headers = Self.jsonHeaders
            headers[.location] = location
            return Response(status: .accepted, headers: headers, body: Self.body(bytes))
        case .media(let type, let bytes):
            return Response(status: status, headers: Self.headers(type), body: Self.body(bytes))
        case .stream(let type, let body):
            return Response(status: status, headers: Self.headers(type), body: body)
        case .unready(let text):
            return Response(
                status: .serviceUnavailable, headers: Self.headers("text/plain"), body: Self.body(Array(text.utf8)))
        }
    }

    static func body(_ bytes: [UInt8]) -> ResponseBody {
        ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
    }

    static func headers(_ type: String) -> HTTPFields {
        var headers = bare
        headers[.contentType] = type
        return headers
    }

    private static let jsonHeaders = headers("application/json")

    /// Answers are for the caller alone, and are what they say they are.
    static let bare: HTTPFields = [.cacheControl: "no-store", .xContentTypeOptions: "nosniff"]
}
