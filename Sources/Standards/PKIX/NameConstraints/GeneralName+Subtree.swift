extension GeneralName {
    /// For messages.
    public var summary: String {
        switch self {
        case .dns(let text), .email(let text), .uri(let text): text
        case .ip(let octets): IPSyntax.text(octets)
        case .directory(let name): name.description
        case .other: "a name of another form"
        }
    }

    func isSameForm(as other: GeneralName) -> Bool {
        switch (self, other) {
        case (.dns, .dns), (.email, .email), (.uri, .uri), (.ip, .ip), (.directory, .directory): true
        case (.other(let left), .other(let right)): left.first == right.first
        default: false
        }
    }

    /// Nil when names of this form cannot be compared here.
    func lies(within base: GeneralName) -> Bool? {
        switch (self, base) {
        case (.dns(let name), .dns(let domain)): GeneralName.host(name, within: domain)
        case (.email(let address), .email(let base)): GeneralName.address(address, within: base)
        case (.ip(let octets), .ip(let network)): GeneralName.ip(octets, within: network)
        case (.uri(let uri), .uri(let base)): GeneralName.uri(uri, within: base)
        case (.directory(let name), .directory(let base)): name.isWithin(base)
        default: nil
        }
    }

    private static func host(_ name: String, within domain: String) -> Bool {
        let (name, domain) = (name.lowercased(), domain.lowercased())
        if domain.isEmpty || name == domain { return true }
        return name.hasSuffix(domain.hasPrefix(".") ? domain : "." + domain)
    }

    /// A mailbox, all mailboxes of a host, or, after a dot, of all hosts of a domain.
    private static func address(_ address: String, within base: String) -> Bool? {
        guard let at = address.lastIndex(of: "@") else { return nil }
        if base.contains("@") { return foldHost(address) == foldHost(base) }
        let host = address[address.index(after: at)...].lowercased()
        return base.hasPrefix(".") ? host.hasSuffix(base.lowercased()) : host == base.lowercased()
    }

    /// Only the host counts; a URI without one, or with an address for it, cannot be compared (RFC 5280, 4.2.1.10).
    private static func uri(_ uri: String, within base: String) -> Bool? {
        guard let host = authorityHost(Array(uri.utf8)), HostSyntax.isHost(host), IPSyntax.octets(host) == nil else {
            return nil
        }
        let (name, base) = (host.lowercased(), base.lowercased())
        return base.hasPrefix(".") ? name.hasSuffix(base) : name == base
    }

    /// What stands between `//`, or the user information after it, and the port or the path (RFC 3986, 3.2).
    private static func authorityHost(_ uri: [UInt8]) -> String? {
        let slash = UInt8(ascii: "/")
        guard let colon = uri.firstIndex(of: UInt8(ascii: ":")), uri[(colon + 1)...].starts(with: [slash, slash]) else {
            return nil
        }
        let ends = Set("/?#".utf8)
        let authority = uri[(colon + 3)...].prefix { !ends.contains($0) }
        let host = authority.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false).last ?? authority
        return String(decoding: host.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
    }

    /// The base is an address followed by its mask.
    private static func ip(_ octets: [UInt8], within network: [UInt8]) -> Bool? {
        guard network.count == 8 || network.count == 32 else { return nil }
        guard network.count == octets.count * 2 else { return false }
        return octets.indices.allSatisfy { index in
            let mask = network[octets.count + index]
            return octets[index] & mask == network[index] & mask
        }
    }
}
