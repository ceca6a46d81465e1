/// Searches depth first, trusted issuers before presented ones, and remembers the failure that came furthest.
struct ChainSearch {
    private let intermediates: [ParsedCertificate]
    private let anchors: [ParsedCertificate]
    private let issuersMax: Int
    private let checks: LinkChecks
    private var signatureChecks = 0
    private var furthest: (depth: Int, error: ChainError)?

    private struct Candidate {
        let certificate: ParsedCertificate
        let isAnchor: Bool
        let namesTheKey: Bool
    }

    init(intermediates: [ParsedCertificate], anchors: [ParsedCertificate], issuersMax: Int, checks: LinkChecks) {
        self.intermediates = intermediates.filter { !anchors.contains($0) }
        self.anchors = anchors
        self.issuersMax = issuersMax
        self.checks = checks
    }

    mutating func run(from leaf: ParsedCertificate) throws(ChainError) -> [ParsedCertificate] {
        if let path = try extend([leaf], child: leaf) { return path }
        throw furthest?.error
            ?? .unknownIssuer(LinkChecks.link(leaf, 0), issuer: LinkChecks.shown(leaf.issuer.description))
    }

    /// The complete path that continues this one, or nil after noting why there is none.
    private mutating func extend(
        _ path: [ParsedCertificate], child: ParsedCertificate
    ) throws(ChainError) -> [ParsedCertificate]? {
        let level = path.count
        let candidates = candidates(for: child, path)
        guard !candidates.isEmpty else {
            note(
                .unknownIssuer(LinkChecks.link(child, level - 1), issuer: LinkChecks.shown(child.issuer.description)),
                level)
            return nil
        }
        guard level <= issuersMax else {
            note(.chainTooLong(level: issuersMax), level)
            return nil
        }
        for candidate in candidates {
            if let problem = try judge(candidate.certificate, child, path) {
                note(problem, level)
                continue
            }
            let longer = path + [candidate.certificate]
            if candidate.isAnchor { return longer }
            if let found = try extend(longer, child: candidate.certificate) { return found }
        }
        return nil
    }

    private mutating func judge(
        _ issuer: ParsedCertificate, _ child: ParsedCertificate, _ path: [ParsedCertificate]
    ) throws(ChainError) -> ChainError? {
        guard child.signatureAlgorithm != nil else {
            return .weakSignature(LinkChecks.link(child, path.count - 1))
        }
        signatureChecks += 1
        guard signatureChecks <= ChainValidation.signatureChecksMax else {
            throw .tooManyCandidates(max: ChainValidation.signatureChecksMax)
        }
        guard VerifiedSignatures.isSigned(child, by: issuer) else {
            return .badSignature(
                LinkChecks.link(child, path.count - 1), issuer: LinkChecks.shown(issuer.subject.description))
        }
        do {
            try checks.checkIssuer(issuer, above: path)
            return nil
        } catch {
            return error
        }
    }

    /// Who bears the issuer's name; first those whose key identifier is the one that the child names.
    private func candidates(for child: ParsedCertificate, _ path: [ParsedCertificate]) -> [Candidate] {
        let named = anchors.map { ($0, true) } + intermediates.map { ($0, false) }
        let candidates = named.compactMap { certificate, isAnchor -> Candidate? in
            guard certificate.subject.matches(child.issuer), !path.contains(certificate) else { return nil }
            let wanted = child.authorityKeyIdentifier
            return Candidate(
                certificate: certificate, isAnchor: isAnchor,
                namesTheKey: wanted != nil && wanted == certificate.subjectKeyIdentifier)
        }
        return candidates.filter(\.namesTheKey) + candidates.filter { !$0.namesTheKey }
    }

    private mutating func note(_ error: ChainError, _ depth: Int) {
        if let furthest, (furthest.depth, rank(furthest.error)) >= (depth, rank(error)) { return }
        furthest = (depth, error)
    }

    /// A namesake with another key says less than an issuer that is the right one but may not be used.
    private func rank(_ error: ChainError) -> Int {
        switch error {
        case .unknownIssuer: 0
        case .badSignature: 1
        default: 2
        }
    }
}
