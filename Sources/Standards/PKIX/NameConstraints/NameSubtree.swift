import Foundation

/// One subtree of names that a CA is allowed or forbidden (RFC 5280, 4.2.1.10): checked when it is made, so that a
/// certificate cannot be given a constraint that relying parties read differently or not at all.
public struct NameSubtree: Sendable, Hashable, CustomStringConvertible {
    let base: GeneralName

    public var description: String { base.summary }

    /// A host name and everything below it; the empty text is every host name.
    ///
    /// - Throws: `malformedExtension`, also for a leading dot, which this form does not have.
    public static func dns(_ domain: String) throws(PKIXError) -> NameSubtree {
        guard domain.isEmpty || HostSyntax.isHost(domain) else {
            throw wrong(
                "'\(shown(domain))' is not a host name such as plant.example (no leading dot: names below are included)."
            )
        }
        return NameSubtree(base: .dns(domain))
    }

    /// One mailbox (`ops@plant.example`), all mailboxes of a host (`plant.example`), or of all hosts of a domain
    /// (`.plant.example`).
    ///
    /// - Throws: `malformedExtension`.
    public static func email(_ text: String) throws(PKIXError) -> NameSubtree {
        guard HostSyntax.isMailbox(text) || HostSyntax.isHostOrDomain(text) else {
            throw wrong("'\(shown(text))' is not a mailbox, a host, or a domain with a leading dot.")
        }
        return NameSubtree(base: .email(text))
    }

    /// All URIs of a host (`plant.example`) or of all hosts of a domain (`.plant.example`).
    ///
    /// - Throws: `malformedExtension`, also for a whole URI.
    public static func uri(_ host: String) throws(PKIXError) -> NameSubtree {
        guard HostSyntax.isHostOrDomain(host) else {
            throw wrong(
                "'\(shown(host))' is not a host, or a domain with a leading dot; a URI is constrained by its host.")
        }
        return NameSubtree(base: .uri(host))
    }

    /// A network: an address and the length of its prefix, as `10.0.0.0/8` or `2001:db8::/32` (RFC 4632).
    ///
    /// - Throws: `malformedExtension`, also where the address has bits beyond the prefix.
    public static func ip(_ network: String) throws(PKIXError) -> NameSubtree {
        let parts = network.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, (1...3).contains(parts[1].count), parts[1].allSatisfy({ (0x30...0x39).contains($0) }),
            let length = Int(String(decoding: parts[1], as: UTF8.self)),
            let address = IPSyntax.octets(String(decoding: parts[0], as: UTF8.self)), length <= address.count * 8
        else { throw wrong("'\(shown(network))' is not a network such as 10.0.0.0/8 or 2001:db8::/32.") }
        let mask = address.indices.map { index in
            UInt8(truncatingIfNeeded: 0xff00 >> min(max(length - index * 8, 0), 8))
        }
        guard zip(address, mask).allSatisfy({ $0 & ~$1 == 0 }) else {
            throw wrong("'\(shown(network))' has bits beyond its prefix; give the first address of the network.")
        }
        return NameSubtree(base: .ip(address + mask))
    }

    /// All names that begin with the relative names of this one.
    ///
    /// - Throws: `malformedExtension` for the empty name.
    public static func directory(_ name: Name) throws(PKIXError) -> NameSubtree {
        guard !name.isEmpty else { throw wrong("The name of a subtree is empty.") }
        return NameSubtree(base: .directory(name))
    }

    private static func wrong(_ message: String) -> PKIXError {
        PKIXError(.malformedExtension, message, in: "name constraints")
    }

    private static func shown(_ text: String) -> String { text.count <= 80 ? text : text.prefix(80) + "…" }
}

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

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: false
        }
    }
}

enum IPSyntax {
    /// 4 or 16 octets; nil for what is no address.
    static func octets(_ text: String) -> [UInt8]? {
        guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else { return nil }
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
        var six = in6_addr()
        if inet_pton(AF_INET6, text, &six) == 1 { return withUnsafeBytes(of: six) { Array($0) } }
        return nil
    }
}
