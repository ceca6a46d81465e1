import NIOCore

/// The addresses that proxies noted, the client's first. What hides its address, or is none, is nil.
enum ForwardedAddresses {
    static func read(_ values: [String], isForwarded: Bool) -> [String?] {
        values.flatMap { $0.split(separator: ",", omittingEmptySubsequences: true) }.map { element in
            address(isForwarded ? node(element) : trimmed(element))
        }
    }

    /// The value of `for` in an element of `Forwarded` (RFC 7239, section 4).
    private static func node(_ element: Substring) -> Substring {
        for pair in element.split(separator: ";") {
            let pair = trimmed(pair)
            guard let equals = pair.firstIndex(of: "="), pair[..<equals].lowercased() == "for" else { continue }
            return pair[pair.index(after: equals)...].drop { $0 == "\"" }.prefix { $0 != "\"" }
        }
        return ""
    }

    /// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` and `[2001:db8::1]:80`.
    private static func address(_ text: Substring) -> String? {
        if text.first == "[" {
            let inner = text.dropFirst().prefix { $0 != "]" }
            return valid(inner)
        }
        let colons = text.utf8.count { $0 == UInt8(ascii: ":") }
        return valid(colons == 1 ? text.prefix { $0 != ":" } : text)
    }

    private static func valid(_ text: Substring) -> String? {
        (try? SocketAddress(ipAddress: String(text), port: 0))?.ipAddress
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " || $0 == "\t" }
        guard let end = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return start[...end]
    }
}
