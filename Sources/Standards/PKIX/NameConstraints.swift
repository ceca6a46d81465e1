/// The subtrees in which a CA may name its subjects (RFC 5280, 4.2.1.10).
///
/// Host names, mail addresses, IP addresses and directory names are compared. A subtree of any other form, URIs
/// included, permits no name of its form and excludes all of them: a refusal at worst, never a wrong yes.
struct NameConstraints {
    private let permitted: [GeneralName]
    private let excluded: [GeneralName]

    /// - Throws: `malformedDER`; `malformedExtension` for the minimum and maximum fields that RFC 5280 forbids.
    init(der: [UInt8]) throws(PKIXError) {
        var outer = DERReader(der, in: "certificate: name constraints")
        var fields = try outer.enter(DERTag.sequence)
        try outer.requireEnd()
        permitted = try NameConstraints.subtrees(&fields, DERTag.contextConstructed(0))
        excluded = try NameConstraints.subtrees(&fields, DERTag.contextConstructed(1))
        try fields.requireEnd()
    }

    private static func subtrees(_ fields: inout DERReader, _ tag: UInt8) throws(PKIXError) -> [GeneralName] {
        guard fields.nextTag == tag else { return [] }
        var list = try fields.enter(tag)
        var bases: [GeneralName] = []
        while !list.isAtEnd {
            var subtree = try list.enter(DERTag.sequence)
            bases.append(try GeneralName.read(&subtree))
            guard subtree.isAtEnd else {
                throw PKIXError(.malformedExtension, "A subtree has a minimum or maximum.", in: list.place)
            }
        }
        return bases
    }

    /// The names of a certificate that constraints apply to: its subject, unless empty, the mail addresses in it, and
    /// its alternative names.
    func names(of certificate: ParsedCertificate) throws(PKIXError) -> [GeneralName] {
        var names: [GeneralName] = certificate.subject.isEmpty ? [] : [.directory(certificate.subject)]
        names += certificate.subject.values(.emailAddress).map { .email($0) }
        if let alternatives = certificate.subjectAltNameDER { names += try GeneralName.decode(alternatives) }
        return names
    }

    func permits(_ name: GeneralName) -> Bool {
        if excluded.contains(where: { $0.isSameForm(as: name) && name.lies(within: $0) ?? true }) { return false }
        let relevant = permitted.filter { $0.isSameForm(as: name) }
        return relevant.isEmpty || relevant.contains { name.lies(within: $0) ?? false }
    }
}

extension GeneralName {
    /// For messages.
    var summary: String {
        switch self {
        case .dns(let text), .email(let text), .uri(let text): text
        case .ip(let octets): Hex.encode(octets)
        case .directory(let name): name.description
        case .other: "a name of another form"
        }
    }

    fileprivate func isSameForm(as other: GeneralName) -> Bool {
        switch (self, other) {
        case (.dns, .dns), (.email, .email), (.uri, .uri), (.ip, .ip), (.directory, .directory): true
        case (.other(let left), .other(let right)): left.first == right.first
        default: false
        }
    }

    /// Nil when names of this form cannot be compared here.
    fileprivate func lies(within base: GeneralName) -> Bool? {
        switch (self, base) {
        case (.dns(let name), .dns(let domain)): GeneralName.host(name, within: domain)
        case (.email(let address), .email(let base)): GeneralName.address(address, within: base)
        case (.ip(let octets), .ip(let network)): GeneralName.ip(octets, within: network)
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
