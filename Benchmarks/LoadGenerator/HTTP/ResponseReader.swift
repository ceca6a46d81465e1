public import NIOCore

/// Cuts a stream of bytes into HTTP/1.1 answers. Reads the status and the framing (RFC 9112, section 6) and skips
/// every other header field, so that an answer costs the client little.
public struct ResponseReader {
    private enum Framing {
        case length(Int)
        case chunked
    }

    static let headBytesMax = 64 * 1024

    private var buffer = ByteBuffer()
    /// Set while the head of an answer was read and its body was not.
    private var pending: (status: Int, framing: Framing)?
    private var chunks = ByteBuffer()

    public init() {}

    public mutating func append(_ bytes: inout ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            buffer.writeBuffer(&bytes)
        }
    }

    /// The next whole answer, nil while bytes are missing.
    public mutating func next() throws(ResponseError) -> HTTPResponse? {
        while pending == nil {
            guard let head = try readHead() else { return nil }
            // An interim answer (RFC 9110, 15.2) announces the real one.
            if !(100..<200).contains(head.status) { pending = head }
        }
        guard let (status, framing) = pending, let body = try readBody(framing) else { return nil }
        pending = nil
        return HTTPResponse(status: status, body: body)
    }

    private mutating func readHead() throws(ResponseError) -> (status: Int, framing: Framing)? {
        let view = buffer.readableBytesView
        guard let end = HeadScanner.endOfHead(view) else {
            guard view.count <= Self.headBytesMax else { throw .headTooLong }
            return nil
        }
        let head = view[view.startIndex..<end]
        guard let status = HeadScanner.status(head) else { throw .badStatusLine }
        let framing = try framing(of: head, status: status)
        buffer.moveReaderIndex(forwardBy: end - view.startIndex)
        return (status, framing)
    }

    private func framing(of head: ByteBufferView, status: Int) throws(ResponseError) -> Framing {
        if (100..<200).contains(status) || status == 204 || status == 304 { return .length(0) }
        if HeadScanner.value(of: "transfer-encoding", in: head) != nil { return .chunked }
        guard let text = HeadScanner.value(of: "content-length", in: head) else { throw .endlessBody }
        guard let length = Int(text), length >= 0 else { throw .badLength }
        return .length(length)
    }

    private mutating func readBody(_ framing: Framing) throws(ResponseError) -> ByteBuffer? {
        switch framing {
        case .length(let length): buffer.readSlice(length: length)
        case .chunked: try readChunks()
        }
    }

    private mutating func readChunks() throws(ResponseError) -> ByteBuffer? {
        while true {
            let view = buffer.readableBytesView
            guard let end = HeadScanner.endOfLine(view) else { return nil }
            let line = String(decoding: view[view.startIndex..<end], as: UTF8.self)
            guard let size = Int(line.prefix { $0.isHexDigit }, radix: 16), size >= 0, size < 1 << 30 else {
                throw .badLength
            }
            let lineLength = end - view.startIndex + 2
            // We never send `TE: trailers`, so the last chunk is followed by an empty line.
            guard view.count >= lineLength + size + 2 else { return nil }
            buffer.moveReaderIndex(forwardBy: lineLength)
            if var chunk = buffer.readSlice(length: size) { chunks.writeBuffer(&chunk) }
            buffer.moveReaderIndex(forwardBy: 2)
            if size == 0 {
                defer { chunks = ByteBuffer() }
                return chunks
            }
        }
    }
}
