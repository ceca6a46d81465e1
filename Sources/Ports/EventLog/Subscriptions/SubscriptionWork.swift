import Events
import Storage

/// What there is to do for a subscription, as one snapshot shows it.
struct SubscriptionWork: Sendable {
    /// An event that may be tried now.
    struct Candidate: Sendable {
        let event: LoggedEvent
        /// Attempts that failed.
        let attempts: Int
        /// Whether it has a row among the held ones.
        let isHeld: Bool
    }

    let cursor: Int64
    /// Up to here the log was looked through.
    var scannedTo: Int64
    /// In the order of the log.
    var candidates: [Candidate] = []
    /// New events that have to wait behind a held one of their subject.
    var blocked: [LoggedEvent] = []
    /// When the next held event is to be tried.
    var nextDue: Timestamp?

    var isEmpty: Bool { candidates.isEmpty && blocked.isEmpty }
}

extension SubscriptionRecord {
    /// - Throws: `LeaseLost`.
    func work(
        _ lease: SubscriptionLease, _ log: EventLog, _ filter: EventFilter, batchMax: Int, heldMax: Int,
        at now: Timestamp, from snapshot: borrowing Snapshot
    ) throws -> SubscriptionWork {
        let row = try snapshot.first("SELECT cursor, fence FROM subscription WHERE name = \(name)")
        guard let row, try row.integer(1) == lease.fence else { throw LeaseLost() }
        let cursor = try row.integer(0)
        var work = SubscriptionWork(cursor: cursor, scannedTo: cursor)
        let held = try snapshot.query(SubscriptionTable.subjects(name))
        if !held.isEmpty { try addDue(to: &work, batchMax, now, from: snapshot) }
        guard try held.reduce(0, { $0 + (try $1.integer(1)) }) < heldMax else { return work }
        let fresh = try log.read(after: cursor, limit: batchMax, filter: filter, from: snapshot)
        let heldSubjects = Set(try held.map { try $0.text(0) })
        for event in fresh {
            if heldSubjects.contains(event.subject) {
                work.blocked.append(event)
            } else {
                work.candidates.append(.init(event: event, attempts: 0, isHeld: false))
            }
        }
        work.scannedTo = fresh.count < batchMax ? max(cursor, try log.head(snapshot)) : fresh[batchMax - 1].position
        return work
    }

    private func addDue(
        to work: inout SubscriptionWork, _ batchMax: Int, _ now: Timestamp, from snapshot: borrowing Snapshot
    ) throws {
        work.nextDue = try snapshot.first(SubscriptionTable.nextDue(name))?.integerOrNull(0)
            .map(Timestamp.init(milliseconds:))
        guard let nextDue = work.nextDue, nextDue <= now else { return }
        work.candidates = try snapshot.query(SubscriptionTable.due(name, now.milliseconds, limit: batchMax)).map {
            .init(event: try LoggedEvent($0), attempts: Int(try $0.integer(11)), isHeld: true)
        }
    }
}
