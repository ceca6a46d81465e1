import HTTPTypes
import NIOHTTP1

/// A request whose head has arrived, and whose body may still be on its way.
struct ReceivedRequest: Sendable {
    let method: HTTPRequest.Method
    let path: String
    let fields: HTTPFields
    let body: ArrivingBody

    /// - Returns: nil where the method is no token, which the parser does not let through.
    init?(_ head: HTTPRequestHead, body: ArrivingBody) {
        guard let method = HTTPRequest.Method(head.method.rawValue) else { return nil }
        self.method = method
        path = Self.path(of: head.uri)
        fields = Self.fields(head.headers)
        self.body = body
    }

    /// The target in origin form, or what stands behind the authority of an absolute one (RFC 9112, section 3.2.2).
    static func path(of target: String) -> String {
        if target.utf8.first == UInt8(ascii: "/") { return target }
        guard let start = ["http://", "https://"].first(where: { target.lowercased().hasPrefix($0) }) else {
            return target
        }
        let rest = target.utf8.dropFirst(start.utf8.count).drop { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        return rest.first == UInt8(ascii: "/") ? String(Substring(rest)) : "/" + String(Substring(rest))
    }

    private static func fields(_ headers: HTTPHeaders) -> HTTPFields {
        var fields = HTTPFields()
        fields.reserveCapacity(headers.count)
        for (name, value) in headers {
            guard let name = HTTPField.Name(name) else { continue }
            fields.append(HTTPField(name: name, value: value))
        }
        return fields
    }
}
