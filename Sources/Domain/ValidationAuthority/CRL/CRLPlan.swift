import CertificateAuthority
import Events

/// What is to be published of a series, decided before anything is read.
struct CRLPlan: Sendable {
    let series: CRLSeries
    let publication: CRLSeries.Publication
    /// The series afterwards.
    let next: CRLSeries
    /// Nothing will come after it: the list is valid for ever (RFC 5280, section 4.1.2.5), and has no delta.
    let isLast: Bool

    /// Why lists are published.
    enum Occasion: Sendable {
        /// A revocation, or the schedule.
        case due
        case asked
        case last
    }

    /// - Returns: nil where nothing is to be published.
    init?(
        _ series: CRLSeries, _ occasion: Occasion, at now: Timestamp, _ configuration: CRLConfiguration,
        _ points: ValidationPoints?
    ) {
        let withDelta = configuration.hasDelta(of: series.scope, points) && occasion != .last
        var publication = series.publication(at: now, configuration, withDelta: withDelta)
        if occasion != .due, publication?.isComplete != true {
            publication = CRLSeries.Publication(isComplete: true, isScheduled: false, hasDelta: withDelta)
        }
        guard let publication else { return nil }
        self.series = series
        self.publication = publication
        isLast = occasion == .last
        next = series.after(publication, at: now, under: points?.crl(of: series.scope))
    }

    /// The complete list whose entries the delta is the difference to; nil where there is no delta, or that list is
    /// made only now.
    var olderBase: Int64? {
        guard publication.hasDelta, let base = next.deltaBase, base != next.number else { return nil }
        return base
    }
}

extension CRLConfiguration {
    /// Only whole lists have deltas, and only where their address can be told.
    func hasDelta(of scope: CRLScope, _ points: ValidationPoints?) -> Bool {
        deltaValidity != nil && points != nil && scope.shard == nil
    }
}

extension ValidationPoints {
    func crl(of scope: CRLScope) -> String {
        guard let shard = scope.shard else { return crl(ofCA: scope.caID, key: scope.key) }
        return crl(ofCA: scope.caID, key: scope.key, shard: shard)
    }
}
