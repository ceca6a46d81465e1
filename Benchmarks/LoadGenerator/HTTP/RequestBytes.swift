public import NIOCore

/// Whole HTTP/1.1 requests as bytes, made before the clock starts.
public enum RequestBytes {
    /// - Parameters:
    ///   - path: starts with a slash, already percent-encoded.
    ///   - fields: header fields besides `Host`, `User-Agent` and `Content-Length`.
    public static func make(
        _ method: String, _ path: String, host: String, fields: [(String, String)] = [], body: [UInt8]? = nil
    ) -> ByteBuffer {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: shedu-bench\r\n"
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        if let body { head += "Content-Length: \(body.count)\r\n" }
        head += "\r\n"
        var buffer = ByteBuffer()
        buffer.reserveCapacity(head.utf8.count + (body?.count ?? 0))
        buffer.writeString(head)
        if let body { buffer.writeBytes(body) }
        return buffer
    }
}
