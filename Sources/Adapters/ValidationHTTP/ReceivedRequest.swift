import NIOHTTP1

/// A request that has arrived, or what is wrong with what has.
struct ReceivedRequest: Sendable {
    enum Content: Sendable {
        case whole([UInt8])
        case bodyTooLarge
        case headTooLarge
        case malformed
    }

    let method: HTTPMethod
    /// As it stands in the request line (RFC 9112, section 3.2).
    let target: String
    let fields: HTTPHeaders
    let content: Content

    init(_ head: HTTPRequestHead, _ content: Content) {
        method = head.method
        target = head.uri
        fields = head.headers
        self.content = content
    }

    /// Where not even the head could be read.
    init(unreadable content: Content) {
        method = .GET
        target = ""
        fields = [:]
        self.content = content
    }
}
