import CertificateAuthority
import Events
import ManagementAPI
import PKIX
import Storage

/// What is known of one key of a CA in one state of the database.
struct CRLFacts: Sendable {
    let key: IssuingKey
    /// Off hold since the list that the delta adds to.
    let released: [ReleasedCertificate]
    private let revoked: [RevokedCertificate]
    private let base: PublishedCRL?
    private let shardCount: Int

    /// - Returns: nil where the key is not here any more.
    init?(ofCA caID: String, key generation: Int, for plans: [CRLPlan], in snapshot: borrowing Snapshot) throws {
        guard let key = try snapshot.issuingKey(ofCA: caID, generation: generation) else { return nil }
        self.key = key
        let ends = plans.map(\.series.scheduledUpdate)
        revoked = try snapshot.revokedCertificates(
            ofCA: caID, key: generation, endingFrom: ends.contains(nil) ? nil : ends.compactMap { $0 }.min())
        shardCount = try snapshot.shardCount(ofCA: caID, key: generation)
        guard let plan = plans.first(where: { $0.olderBase != nil }), let number = plan.olderBase else {
            (base, released) = (nil, [])
            return
        }
        base = try snapshot.crl(plan.series.scope, .complete, number: number)
        released =
            try base.map {
                try snapshot.releasedCertificates(
                    ofCA: caID, key: generation, since: $0.thisUpdate - Self.slack)
            } ?? []
    }

    /// What the list must tell: revoked, of the shard, and not run out before the last list that the schedule wanted.
    /// An entry goes only after it has stood in a scheduled list beyond its end (RFC 5280, section 3.3).
    func entries(of series: CRLSeries) -> [CRLEntry] {
        let end = series.scheduledUpdate
        var entries: [CRLEntry] = []
        entries.reserveCapacity(series.scope.shard == nil ? revoked.count : revoked.count / max(shardCount, 1))
        for each in revoked {
            if let end, each.notAfter < end { continue }
            if let shard = series.scope.shard, shard != ValidationPoints.shard(of: each.serial, among: shardCount) {
                continue
            }
            entries.append(CRLEntry(each))
        }
        return entries
    }

    /// Why the key signs no list; nil where it may. An imported CA may have been forbidden to (RFC 5280, section 4.2.1.3).
    func obstacle(at now: Timestamp) throws -> Refusal? {
        if key.isDeleted { return .notFound("ca", key.caID) }
        guard now <= key.notAfter else {
            return Refusal(
                .conflict, "ca-outside-validity", "CA \"\(key.caID)\" has run out, so nobody would believe its CRLs.")
        }
        let usage = try ParsedCertificate(der: key.certificate).keyUsage
        guard usage?.contains(.cRLSign) ?? true else {
            return Refusal(
                .conflict, "ca-signs-no-crl",
                "The certificate of CA \"\(key.caID)\" does not allow its key to sign CRLs (cRLSign).")
        }
        return nil
    }

    /// The entries of the list that the delta adds to; nil where it is not kept any more.
    func baseEntries() throws -> [CRLEntry]? {
        try base.map { try ParsedCRL(der: $0.der).entries }
    }

    /// Clocks of servers that share a database differ a little.
    private static let slack = WireDuration.seconds(60)
}
