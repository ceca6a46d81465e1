public import ManagementAPI
import CertificateAuthority
import Events
import Storage

extension CRLService {
    /// Begins the series of keys that have none yet; their first lists are then due.
    func openAllSeries() async throws {
        let now = clock.now()
        try await database.write { tx in
            for key in try tx.issuingKeys() { try tx.openSeries(of: key, at: now) }
        }
    }

    /// Publishes the lists of one key that are due: after a revocation, or because the schedule wants it.
    /// - Returns: false where nothing is due.
    /// - Throws: what keeps the key from signing. Its lists are due again after a while; those of others at once.
    @discardableResult
    public func publishDue() async throws -> Bool {
        let now = clock.now()
        guard let due = try await database.read({ try $0.dueCRLKey(at: now) }) else { return false }
        let end = now + configuration.claim
        let series = try await database.write { tx in
            try tx.claimSeries(ofCA: due.caID, key: due.key, at: now, until: end)
        }
        try await publish(series, .due)
        return true
    }

    /// Publishes the lists of all keys of a CA now, whether anything has changed or not.
    /// - Throws: `Refusal` where there is no such CA, or its key is not here.
    public func publish(_ caID: String) async throws -> [CRLView] {
        try await publish(caID, .asked).map { CRLView($0, withList: false) }
    }

    /// Publishes lists that are valid for ever, for a CA that is about to be deleted, and none after them; nothing for a
    /// CA whose key is not here, or whose certificate has run out.
    /// - Throws: `Refusal` where there is no such CA.
    public func publishLast(for caID: String) async throws {
        do {
            _ = try await publish(caID, .last)
        } catch let refusal as Refusal where refusal.code == Self.withoutKey {
            return
        }
    }

    private func publish(_ caID: String, _ occasion: CRLPlan.Occasion) async throws -> [PublishedCRL] {
        let now = clock.now()
        let series = try await database.write { tx in
            _ = try tx.existingCertificateAuthority(caID)
            let keys = try tx.issuingKeys().filter { $0.caID == caID }
            guard !keys.isEmpty else {
                throw Refusal(
                    .conflict, Self.withoutKey, "The key of CA \"\(caID)\" is not here, so it signs no CRL.")
            }
            for key in keys { try tx.openSeries(of: key, at: now) }
            return try keys.map { try tx.crlSeries(ofCA: caID, key: $0.generation) }
        }
        var lists: [PublishedCRL] = []
        for each in series { lists += try await publish(each, occasion) }
        return lists
    }

    /// Numbers are given in the transaction that stores a list: where another server was faster, it is made again.
    /// - Parameter series: all of one key.
    @discardableResult
    private func publish(_ series: [CRLSeries], _ occasion: CRLPlan.Occasion) async throws -> [PublishedCRL] {
        guard let scope = series.first?.scope else { return [] }
        let scopes = Set(series.map(\.scope))
        var series = series
        for _ in 0..<Self.triesMax {
            if let lists = try await publishOnce(series, occasion) { return lists }
            series = try await database.read { snapshot in
                try snapshot.crlSeries(ofCA: scope.caID, key: scope.key).filter { scopes.contains($0.scope) }
            }
        }
        throw Refusal(.unavailable, "crl-contended", "The CRL is being published by others again and again; try later.")
    }

    /// - Returns: nil where another server has published one of the lists meanwhile; nothing is stored then.
    private func publishOnce(_ series: [CRLSeries], _ occasion: CRLPlan.Occasion) async throws -> [PublishedCRL]? {
        guard let scope = series.first?.scope else { return [] }
        let (now, points) = (clock.now(), configuration.validationPoints())
        let plans = series.compactMap { CRLPlan($0, occasion, at: now, configuration, points) }
        let facts = try await database.read { snapshot in
            try CRLFacts(ofCA: scope.caID, key: scope.key, for: plans, in: snapshot)
        }
        guard let facts, try facts.obstacle(at: now) == nil else {
            try await database.write { tx in try tx.closeSeries(ofCA: scope.caID, key: scope.key) }
            guard occasion == .asked else { return [] }
            throw try facts?.obstacle(at: now) ?? Refusal.notFound("ca", scope.caID)
        }
        let draft = CRLDraft(
            facts: facts, signer: try await cas.signingKey(facts.key), points: points, configuration: configuration,
            time: now)
        var lists: [PublishedCRL] = []
        for plan in plans { lists += try await draft.lists(plan) }
        let idle = series.filter { each in !plans.contains { $0.series.scope == each.scope } }
        return try await store(plans, idle, lists, at: now) ? lists : nil
    }

    /// - Parameter idle: series that were claimed and need nothing yet.
    private func store(
        _ plans: [CRLPlan], _ idle: [CRLSeries], _ lists: [PublishedCRL], at now: Timestamp
    ) async throws -> Bool {
        let configuration = configuration
        let points = configuration.validationPoints()
        let due = { @Sendable (series: CRLSeries) in
            series.due(configuration, withDelta: configuration.hasDelta(of: series.scope, points))
        }
        do {
            try await database.write { tx in
                for plan in plans {
                    let due = plan.isLast ? nil : due(plan.next)
                    guard try tx.store(plan.next, after: plan.series, due: due, isLast: plan.isLast, at: now) else {
                        throw Overtaken()
                    }
                }
                for each in idle where try !tx.store(each, after: each, due: due(each), isLast: false, at: now) {
                    throw Overtaken()
                }
                for list in lists {
                    try tx.insert(list)
                    try tx.shortenPredecessor(of: list, sizeMax: configuration.keptSizeMax)
                }
            }
            return true
        } catch is Overtaken {
            return false
        }
    }

    private static let triesMax = 5
    private static let withoutKey = "ca-without-key"
}

/// Another server has published meanwhile.
private struct Overtaken: Error {}
