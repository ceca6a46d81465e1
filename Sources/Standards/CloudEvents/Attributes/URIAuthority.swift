/// `[userinfo "@"] host [":" port]`, RFC 3986 section 3.2.
enum URIAuthority {
    static func isValid(_ authority: ArraySlice<UInt8>) -> Bool {
        var rest = authority
        if let at = rest.firstIndex(of: UInt8(ascii: "@")) {
            guard URIReference.isRun(rest[..<at], of: URIBytes.isUserInfo) else { return false }
            rest = rest[(at + 1)...]
        }
        if rest.first == UInt8(ascii: "[") {
            guard let end = rest.firstIndex(of: UInt8(ascii: "]")),
                isLiteral(rest[rest.startIndex + 1..<end])
            else {
                return false
            }
            let port = rest[(end + 1)...]
            return port.isEmpty
                || (port.first == UInt8(ascii: ":") && port.dropFirst().allSatisfy(URIBytes.isDigit))
        }
        let host = rest.prefix { $0 != UInt8(ascii: ":") }
        return URIReference.isRun(host, of: URIBytes.isName)
            && rest[host.endIndex...].dropFirst().allSatisfy(URIBytes.isDigit)
    }

    /// The inside of the brackets: IPvFuture or an IPv6 address.
    private static func isLiteral(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.first == UInt8(ascii: "v") || bytes.first == UInt8(ascii: "V") else {
            return isIPv6(bytes)
        }
        let parts = bytes.dropFirst().split(
            separator: UInt8(ascii: "."),
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        return parts.count == 2 && !parts[0].isEmpty && parts[0].allSatisfy(URIBytes.isHex)
            && !parts[1].isEmpty && parts[1].allSatisfy(URIBytes.isUserInfo)
    }

    /// Eight groups, or fewer around one `::`, the last two possibly as an IPv4 address.
    private static func isIPv6(_ bytes: ArraySlice<UInt8>) -> Bool {
        let text = Array(bytes)
        let colon = UInt8(ascii: ":")
        guard let gap = text.indices.first(where: { text[$0...].starts(with: [colon, colon]) }) else {
            return groups(text[...], mayEndInIPv4: true) == 8
        }
        guard let before = groups(text[..<gap], mayEndInIPv4: false),
            let after = groups(text[(gap + 2)...], mayEndInIPv4: true)
        else { return false }
        return before + after <= 7
    }

    /// How many 16-bit groups this is, or nil for what is none.
    private static func groups(_ bytes: ArraySlice<UInt8>, mayEndInIPv4: Bool) -> Int? {
        if bytes.isEmpty { return 0 }
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var count = 0
        for (index, part) in parts.enumerated() {
            if mayEndInIPv4, index == parts.count - 1, isIPv4(part) {
                count += 2
            } else {
                guard (1...4).contains(part.count), part.allSatisfy(URIBytes.isHex) else { return nil }
                count += 1
            }
        }
        return count
    }

    private static func isIPv4(_ bytes: ArraySlice<UInt8>) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                guard (1...3).contains(part.count), part.allSatisfy(URIBytes.isDigit) else { return false }
                guard part.count == 1 || part.first != UInt8(ascii: "0") else { return false }
                return part.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } <= 255
            }
    }
}
