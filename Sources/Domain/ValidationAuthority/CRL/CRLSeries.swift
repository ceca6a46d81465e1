import CertificateAuthority
import Events
import Storage

/// Where the lists of one scope stand, and what the next one has to be.
struct CRLSeries: Sendable, Hashable {
    let scope: CRLScope
    /// Of the newest list; 0 before the first.
    private(set) var number: Int64 = 0
    /// The last complete list that the schedule wanted, rather than a revocation.
    private(set) var scheduledNumber: Int64?
    private(set) var scheduledUpdate: Timestamp?
    /// The complete list that delta lists add to: the scheduled one before the last. It and those between the two end
    /// when the next one is due, so a relying party that holds any valid list can use the newest delta.
    private(set) var deltaBase: Int64?
    private(set) var deltaUpdate: Timestamp?
    /// How many revocations were noted, and how many of them the newest list tells of.
    let marks: Int64
    private(set) var marksTold: Int64
    /// The addresses that this scope has been published under, newest first.
    private(set) var points: [String] = []

    /// One list, or two of the same number (RFC 5280, 5.2.3).
    struct Publication: Sendable, Hashable {
        let isComplete: Bool
        let isScheduled: Bool
        let hasDelta: Bool
    }

    /// - Returns: nil where the newest list is still good.
    func publication(at now: Timestamp, _ configuration: CRLConfiguration, withDelta: Bool) -> Publication? {
        let isScheduled = scheduledUpdate.map { now >= $0 + configuration.validity.half } ?? true
        if isScheduled || marks != marksTold {
            return Publication(isComplete: true, isScheduled: isScheduled, hasDelta: withDelta)
        }
        guard withDelta, let validity = configuration.deltaValidity else { return nil }
        if let deltaUpdate, now < deltaUpdate + validity.half { return nil }
        return Publication(isComplete: false, isScheduled: false, hasDelta: true)
    }

    /// When the schedule wants the next list.
    func due(_ configuration: CRLConfiguration, withDelta: Bool) -> Timestamp? {
        guard let scheduledUpdate else { return nil }
        let complete = scheduledUpdate + configuration.validity.half
        guard withDelta, let deltaUpdate, let validity = configuration.deltaValidity else { return complete }
        return min(complete, deltaUpdate + validity.half)
    }

    /// The series after the publication.
    func after(_ publication: Publication, at now: Timestamp, under point: String?) -> CRLSeries {
        var next = self
        next.number += 1
        next.marksTold = marks
        if publication.hasDelta { next.deltaUpdate = now }
        if publication.isScheduled {
            next.deltaBase = scheduledNumber ?? next.number
            next.scheduledNumber = next.number
            next.scheduledUpdate = now
        }
        if let point { next.points = Array(([point] + points.filter { $0 != point }).prefix(Self.pointsMax)) }
        return next
    }

    /// Enough for a server that moved a few times; certificates that name an older address are long gone.
    private static let pointsMax = 8
}

extension CRLSeries {
    static let columns: SQL = """
        ca_id, key_generation, shard, number, scheduled_number, scheduled_update, delta_base, delta_update, marks, \
        marks_told, points
        """

    init(row: Row) throws {
        scope = CRLScope(
            caID: try row.text(0), key: Int(try row.integer(1)), shardColumn: try row.integer(2))
        number = try row.integer(3)
        scheduledNumber = try row.integerOrNull(4)
        scheduledUpdate = try row.timeOrNull(5)
        deltaBase = try row.integerOrNull(6)
        deltaUpdate = try row.timeOrNull(7)
        marks = try row.integer(8)
        marksTold = try row.integer(9)
        points = try row.text(10).split(separator: "\n").map(String.init)
    }
}
