/// The algorithms that a client says it can use (RFC 8551, 2.5.2; RFC 7030, 4.4.1), by identifier.
public struct SMIMECapabilities: Sendable, Hashable {
    let identifiers: Set<OID>

    /// - Parameter der: the SMIMECapabilities element.
    /// - Throws: `malformedDER`.
    init(_ reader: inout DERReader) throws(PKIXError) {
        var list = try reader.enter(DERTag.sequence, "certification request: SMIMECapabilities")
        var identifiers: Set<OID> = []
        while !list.isAtEnd {
            var capability = try list.enter(DERTag.sequence)
            identifiers.insert(try capability.objectIdentifier())
            if !capability.isAtEnd { _ = try capability.next() }
            try capability.requireEnd()
        }
        self.identifiers = identifiers
    }

    /// The first of `offered` that the client names. A client that names no algorithm of this purpose at all leaves the
    /// choice to the server.
    ///
    /// - Parameters:
    ///   - offered: the best first; not empty.
    ///   - others: algorithms of the same purpose that are not offered here.
    /// - Throws: `noCommonAlgorithm` where it names others only.
    func choose<Choice>(
        _ offered: [(identifier: OID, choice: Choice)], others: Set<OID>, purpose: String
    ) throws(PKIXError) -> Choice {
        if let match = offered.first(where: { identifiers.contains($0.identifier) }) { return match.choice }
        guard identifiers.isDisjoint(with: others) else {
            let names = offered.map(\.identifier.dotted).joined(separator: " or ")
            throw PKIXError(
                .noCommonAlgorithm, "The SMIMECapabilities name no \(purpose) that is offered here; name \(names).",
                in: "certification request: SMIMECapabilities")
        }
        return offered[0].choice
    }
}
