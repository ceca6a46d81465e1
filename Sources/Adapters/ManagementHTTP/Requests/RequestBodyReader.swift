import HTTPTypes
import Hummingbird
import ManagementAPI
import NIOCore

/// Takes the body of a request that is to have one.
struct RequestBodyReader: Sendable {
    let sizeMax: Int

    /// - Throws: `Problem` for another media type, `Refusal` for a body over the limit.
    func read(_ request: Request, of endpoint: Endpoint) async throws -> [UInt8] {
        try requireJSON(request.headers[.contentType], endpoint)
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > sizeMax {
            throw Refusal.bodyTooLarge(sizeMax)
        }
        do {
            let buffer = try await request.body.collect(upTo: sizeMax)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Refusal.bodyTooLarge(sizeMax)
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
            throw Refusal.bodyTooLarge(sizeMax)
        }
    }

    private func requireJSON(_ contentType: String?, _ endpoint: Endpoint) throws {
        let type = contentType?.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard type != "application/json", type != endpoint.requestMediaType else { return }
        // A patch of another kind is JSON as well, and means something else.
        if endpoint.method != .patch && type?.hasSuffix("+json") == true { return }
        throw Problem.unsupportedMediaType(contentType, expected: endpoint.requestMediaType)
    }
}

extension Problem {
    fileprivate static func unsupportedMediaType(_ type: String?, expected: String) -> Problem {
        Problem(
            status: 415, title: "Unsupported media type", code: "unsupported-media-type",
            detail: "The body must be of Content-Type \(expected), not \(type ?? "without one").")
    }
}
