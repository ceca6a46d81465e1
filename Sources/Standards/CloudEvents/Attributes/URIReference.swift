/// The grammar of RFC 3986: what a text is, without taking it apart for use.
struct URIReference {
    private let hasScheme: Bool
    private let hasFragment: Bool

    /// Section 4.3: a scheme and no fragment.
    var isAbsolute: Bool { hasScheme && !hasFragment }

    /// Nil for what is no URI-reference (section 4.1).
    init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        let fragment = Self.cut(&rest, from: UInt8(ascii: "#"))
        let query = Self.cut(&rest, from: UInt8(ascii: "?"))
        guard Self.isRun(fragment ?? [], of: URIBytes.isQuery),
            Self.isRun(query ?? [], of: URIBytes.isQuery)
        else {
            return nil
        }
        hasFragment = fragment != nil
        // A colon in the first segment ends a scheme; a relative reference cannot have one there (section 4.2).
        if let end = rest.firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") }),
            rest[end] == UInt8(ascii: ":")
        {
            guard Self.isScheme(rest[..<end]) else { return nil }
            rest = rest[(end + 1)...]
            hasScheme = true
        } else {
            hasScheme = false
        }
        if rest.starts(with: "//".utf8) {
            rest = rest.dropFirst(2)
            let authority = rest.prefix { $0 != UInt8(ascii: "/") }
            guard URIAuthority.isValid(authority) else { return nil }
            rest = rest[authority.endIndex...]
        }
        guard Self.isRun(rest, of: URIBytes.isPath) else { return nil }
    }

    /// Takes what follows the first `delimiter`, and the delimiter, off the end.
    private static func cut(_ bytes: inout ArraySlice<UInt8>, from delimiter: UInt8) -> ArraySlice<
        UInt8
    >? {
        guard let index = bytes.firstIndex(of: delimiter) else { return nil }
        defer { bytes = bytes[..<index] }
        return bytes[(index + 1)...]
    }

    private static func isScheme(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, URIBytes.isLetter(first) else { return false }
        return bytes.allSatisfy(URIBytes.isScheme)
    }

    /// Only allowed bytes and percent-encoded ones.
    static func isRun(_ bytes: ArraySlice<UInt8>, of isAllowed: (UInt8) -> Bool) -> Bool {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index] == UInt8(ascii: "%") {
                guard bytes.endIndex - index > 2, URIBytes.isHex(bytes[index + 1]),
                    URIBytes.isHex(bytes[index + 2])
                else { return false }
                index += 3
            } else {
                guard isAllowed(bytes[index]) else { return false }
                index += 1
            }
        }
        return true
    }
}

/// The character classes of RFC 3986 appendix A.
enum URIBytes {
    static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: false
        }
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    static func isHex(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): true
        default: isDigit(byte)
        }
    }

    static func isScheme(_ byte: UInt8) -> Bool {
        switch Unicode.Scalar(byte) {
        case "+", "-", ".": true
        default: isLetter(byte) || isDigit(byte)
        }
    }

    /// unreserved and sub-delims: what a registered name may have.
    static func isName(_ byte: UInt8) -> Bool {
        switch Unicode.Scalar(byte) {
        case "-", ".", "_", "~", "!", "$", "&", "'", "(", ")", "*", "+", ",", ";", "=": true
        default: isLetter(byte) || isDigit(byte)
        }
    }

    static func isUserInfo(_ byte: UInt8) -> Bool { isName(byte) || byte == UInt8(ascii: ":") }

    static func isPath(_ byte: UInt8) -> Bool {
        isUserInfo(byte) || byte == UInt8(ascii: "@") || byte == UInt8(ascii: "/")
    }

    static func isQuery(_ byte: UInt8) -> Bool { isPath(byte) || byte == UInt8(ascii: "?") }
}
