/// Certification path validation (RFC 5280, 6.1) for client certificates: from a leaf through what was presented to one
/// of the trust anchors.
///
/// Checked on every certificate: signature, validity, critical extensions, name constraints of those above. On every
/// issuer, the anchor included: CA, path length, keyCertSign if there is a key usage. Revocation is not looked at.
public struct ChainValidation: Sendable {
    /// The longest path, leaf and anchor included.
    public static let depthMax = 8
    /// The most presented intermediates that are looked at.
    public static let intermediatesMax = 32
    /// The most signatures that one validation verifies.
    public static let signatureChecksMax = 32

    public init() {}

    /// - Parameters:
    ///   - anchors: trusted certificates; one may itself be an intermediate, and the path ends there. A leaf that is
    ///     an anchor does not vouch for itself.
    ///   - at: seconds since 1970.
    ///   - leafTime: when the leaf must be valid, where that is another moment than for those above it: whoever renews
    ///     expired certificates looks at the end of one itself.
    ///   - maxIssuers: the anchor must be at most so many issuers above the leaf; nil sets no bound but `depthMax`.
    ///   - requireClientAuth: wherever an extended key usage is present it must contain clientAuth (or any).
    /// - Returns: the path, leaf first, anchor last.
    /// - Throws: the error of the path that came furthest.
    public func validate(
        leaf: ParsedCertificate, intermediates: [ParsedCertificate], anchors: [ParsedCertificate], at time: Int64,
        leafTime: Int64? = nil, maxIssuers: Int? = nil, requireClientAuth: Bool
    ) throws(ChainError) -> [ParsedCertificate] {
        guard intermediates.count <= ChainValidation.intermediatesMax else {
            throw .tooManyCandidates(max: ChainValidation.intermediatesMax)
        }
        let checks = LinkChecks(time: time, requireClientAuth: requireClientAuth)
        try LinkChecks(time: leafTime ?? time, requireClientAuth: requireClientAuth).checkLeaf(leaf)
        let issuersMax = min(maxIssuers ?? .max, ChainValidation.depthMax - 1)
        var search = ChainSearch(
            intermediates: intermediates, anchors: anchors, issuersMax: issuersMax, checks: checks)
        return try search.run(from: leaf)
    }
}
