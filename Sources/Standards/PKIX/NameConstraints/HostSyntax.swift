/// Host names and mailboxes as certificates hold them: ASCII, labels of letters, digits and inner hyphens (RFC 1123,
/// 2.1); international names as A-labels.
enum HostSyntax {
    static func isHost(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return (1...253).contains(text.utf8.count) && labels.allSatisfy(isLabel)
    }

    static func isHostOrDomain(_ text: String) -> Bool {
        isHost(text.utf8.first == UInt8(ascii: ".") ? String(text.dropFirst()) : text)
    }

    /// The local part is a dot-string (RFC 5321, 4.1.2).
    static func isMailbox(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].count) else { return false }
        let atoms = parts[0].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isLocal = atoms.allSatisfy { !$0.isEmpty && $0.allSatisfy { isAlphanumeric($0) || atomMarks.contains($0) } }
        return isLocal && isHost(String(decoding: parts[1], as: UTF8.self))
    }

    private static let atomMarks = Set("!#$%&'*+-/=?^_`{|}~".utf8)

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
            && label.allSatisfy { isAlphanumeric($0) || $0 == hyphen }
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: false
        }
    }
}
