/// The subtrees in which a CA may name its subjects (RFC 5280, 4.2.1.10).
///
/// Host names, mail addresses, URIs, IP addresses and directory names are compared. A subtree of any other form permits
/// no name of its form and excludes all of them: a refusal at worst, never a wrong yes.
public struct NameConstraints: Sendable, Hashable {
    /// Of each form that occurs here only names in one of these subtrees are allowed. IP bases are an address and a mask.
    public let permitted: [GeneralName]
    public let excluded: [GeneralName]

    /// - Throws: `malformedExtension` where there is no subtree at all, or one occurs twice.
    public init(permitted: [NameSubtree], excluded: [NameSubtree]) throws(PKIXError) {
        let all = permitted + excluded
        guard !all.isEmpty else {
            throw PKIXError(.malformedExtension, "Name constraints need at least one subtree.", in: "name constraints")
        }
        guard Set(permitted).count == permitted.count, Set(excluded).count == excluded.count else {
            throw PKIXError(.malformedExtension, "A subtree occurs twice.", in: "name constraints")
        }
        self.permitted = permitted.map(\.base)
        self.excluded = excluded.map(\.base)
    }

    /// Reads the value of the extension.
    ///
    /// - Throws: `malformedDER`; `malformedExtension` for the minimum and maximum fields that RFC 5280 forbids.
    public init(der: [UInt8]) throws(PKIXError) {
        var outer = DERReader(der, in: "certificate: name constraints")
        var fields = try outer.enter(DERTag.sequence)
        try outer.requireEnd()
        permitted = try NameConstraints.subtrees(&fields, DERTag.contextConstructed(0))
        excluded = try NameConstraints.subtrees(&fields, DERTag.contextConstructed(1))
        try fields.requireEnd()
    }

    /// The value of the extension, DER.
    public func der() throws(PKIXError) -> [UInt8] {
        DER.sequence(
            try NameConstraints.encode(DERTag.contextConstructed(0), permitted),
            try NameConstraints.encode(DERTag.contextConstructed(1), excluded))
    }

    /// Absent rather than empty; minimum 0 is the default and not written, and there is no maximum.
    private static func encode(_ tag: UInt8, _ bases: [GeneralName]) throws(PKIXError) -> [UInt8] {
        guard !bases.isEmpty else { return [] }
        var subtrees: [UInt8] = []
        for base in bases { subtrees += DER.sequence(try base.der()) }
        return DER.tlv(tag, subtrees)
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

    /// Whether a CA with these constraints may certify the name.
    public func permits(_ name: GeneralName) -> Bool {
        if excluded.contains(where: { $0.isSameForm(as: name) && name.lies(within: $0) ?? true }) { return false }
        let relevant = permitted.filter { $0.isSameForm(as: name) }
        return relevant.isEmpty || relevant.contains { name.lies(within: $0) ?? false }
    }
}
