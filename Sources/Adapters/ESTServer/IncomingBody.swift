import HTTPTypes
import NIOCore
import NIOHTTP1
import HTTPSemantics

/// The body of a request while it arrives. Nothing is asked for, read or kept beyond the limits.
struct IncomingBody {
    /// The length that the request's head announces, nil for a chunked body or none.
    let announcedLength: Int?
    /// The client waits for our word before it sends the body (RFC 9110, 10.1.1).
    private(set) var awaitsContinue: Bool
    private(set) var isFinished = false
    /// Its bytes were not framed as HTTP has it, or came too late: nothing after them can be read.
    private(set) var isBroken = false
    private let body: ArrivingBody
    private let channel: any Channel

    init(_ request: ReceivedRequest, _ channel: any Channel) {
        announcedLength = request.fields[.contentLength].flatMap { Int($0) }
        awaitsContinue = request.fields[.expect].map { MediaType.name($0) == "100-continue" } ?? false
        body = request.body
        self.channel = channel
    }

    /// - Returns: the whole body, or nil if it is longer than `limit`.
    /// - Throws: ``ESTRefusal`` where the client sends no body as it should, anything else when the connection is broken.
    mutating func read(upTo limit: Int) async throws -> [UInt8]? {
        if let announcedLength, announcedLength > limit { return nil }
        if awaitsContinue {
            awaitsContinue = false
            channel.writeAndFlush(OutgoingPart.interim, promise: nil)
        }
        var bytes: [UInt8] = []
        while let buffer = try await next() {
            guard bytes.count + buffer.readableBytes <= limit else { return nil }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }

    /// Reads what is left and drops it.
    ///
    /// - Returns: whether the end was reached, and the connection can carry another request.
    mutating func discard(upTo limit: Int) async throws -> Bool {
        var count = 0
        while !awaitsContinue, count <= limit, let buffer = try await next() { count += buffer.readableBytes }
        return isFinished
    }

    private mutating func next() async throws -> ByteBuffer? {
        guard !isFinished else { return nil }
        do {
            let buffer = try await body.next()
            isFinished = buffer == nil
            return buffer
        } catch is LateBody {
            isBroken = true
            throw ESTRefusal(.requestTimeout, "The body did not arrive in time: send it at once.")
        } catch let error as HTTPParserError {
            isBroken = true
            throw ESTRefusal(.badRequest, Self.sentence(error))
        }
    }

    private static func sentence(_ error: HTTPParserError) -> String {
        switch error {
        case .invalidChunkSize, .invalidConstant, .lfExpected: "The body's chunks are not as RFC 9112 has them."
        case .invalidEOFState: "The body ended before its announced length."
        case .headerOverflow: "The body's trailer is too large."
        default: "The body is not framed as RFC 9112 has it."
        }
    }
}
