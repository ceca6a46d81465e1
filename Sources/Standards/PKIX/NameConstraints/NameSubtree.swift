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
        let mask = IPSyntax.prefixMask(length, address.count)
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
