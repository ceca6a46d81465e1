public import NIOCore

/// A whole answer: what a load generator must know of it and no more.
public struct HTTPResponse: Sendable, Equatable {
    public let status: Int
    public let body: ByteBuffer

    public var isSuccess: Bool { (200..<300).contains(status) }
    public var bytes: [UInt8] { Array(body.readableBytesView) }
    public var text: String { String(buffer: body) }

    public init(status: Int, body: ByteBuffer) {
        self.status = status
        self.body = body
    }
}

/// Why bytes from a server are no HTTP/1.1 answer that can be read.
public enum ResponseError: Error, Equatable {
    case badStatusLine
    case badLength
    /// Neither a length nor chunks: the end of such an answer is the end of its connection.
    case endlessBody
    case headTooLong
}
