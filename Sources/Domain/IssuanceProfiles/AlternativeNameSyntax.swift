package import PKIX

/// Whether a subject alternative name can stand in a certificate (RFC 5280, section 4.2.1.6). A name that no relying
/// party could match is a mistake of the requester, and is said so instead of being signed.
package enum AlternativeNameSyntax {
    /// What is wrong with the name; nil where nothing is.
    package static func fault(in name: GeneralName, allowsWildcards: Bool) -> String? {
        switch name {
        case .dns(let text) where !isHostName(text) && !(allowsWildcards && isWildcard(text)):
            "\"\(text.prefix(80))\" is not a host name (RFC 1034, section 3.5)."
        case .email(let text) where !isMailbox(text):
            "\"\(text.prefix(80))\" is not a mail address (RFC 5321, section 4.1.2)."
        case .uri(let text) where !isAbsoluteURI(text):
            "\"\(text.prefix(80))\" is not an absolute URI (RFC 3986, section 4.3)."
        case .ip(let octets) where octets.count != 4 && octets.count != 16:
            "An IP address has 4 or 16 octets, not \(octets.count)."
        case .dns, .email, .uri, .ip, .directory, .other: nil
        }
    }

    /// A whole label that stands for one label, before at least two more (RFC 6125, section 6.4.3).
    package static func isWildcard(_ text: String) -> Bool {
        let bytes = text.utf8
        guard bytes.starts(with: "*.".utf8) else { return false }
        let base = bytes.dropFirst(2)
        return base.contains(UInt8(ascii: ".")) && String(base).map(isHostName) == true
    }

    /// Labels of letters, digits and inner hyphens. No wildcard. One pass, for it is asked about every name twice.
    package static func isHostName(_ text: String) -> Bool {
        var (count, label) = (0, 0)
        var last = UInt8(ascii: ".")
        for byte in text.utf8 {
            count += 1
            if byte == UInt8(ascii: ".") {
                guard label > 0, last != UInt8(ascii: "-") else { return false }
                label = 0
            } else {
                label += 1
                guard label <= 63, isLetterDigitOrHyphen(byte), label > 1 || byte != UInt8(ascii: "-") else {
                    return false
                }
            }
            last = byte
        }
        return (1...253).contains(count) && label > 0 && last != UInt8(ascii: "-")
    }

    /// A local part, an @, and a host name; quoted local parts are not taken.
    package static func isMailbox(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].count), let host = String(parts[1]) else { return false }
        return parts[0].allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") } && isHostName(host)
    }

    /// A scheme, a colon, and something behind it.
    package static func isAbsoluteURI(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes.index(after: colon) < bytes.endIndex,
            let first = bytes.first, isLetter(first)
        else { return false }
        let scheme = bytes[..<colon]
        return scheme.allSatisfy { isLetterDigitOrHyphen($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: ".") }
            && bytes.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isLetterDigitOrHyphen(_ byte: UInt8) -> Bool {
        isLetter(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
    }
}
