import Events
import ManagementAPI
import Storage

/// The revocation of a CA, as it was asked for, and how far it has come.
struct RevocationSeries: Sendable {
    let caID: String
    let reason: RevocationReason
    /// Who asked; the events of the whole series say so.
    let caller: Caller
    let requestedAt: Timestamp
    /// Certificates and CAs that were revoked so far.
    var revoked = 0
    var finishedAt: Timestamp?

    static let columns: SQL = "ca_id, reason, actor, causation_id, traceparent, requested_at, revoked, finished_at"

    init(caID: String, reason: RevocationReason, caller: Caller, at time: Timestamp) {
        self.caID = caID
        self.reason = reason
        self.caller = caller
        requestedAt = time
    }

    init(row: Row) throws {
        caID = try row.text(0)
        reason = try row.wire(1)
        caller = Caller(
            actor: try row.text(2), causationID: try row.textOrNull(3), traceparent: try row.textOrNull(4))
        requestedAt = Timestamp(milliseconds: try row.integer(5))
        revoked = Int(try row.integer(6))
        finishedAt = try row.timeOrNull(7)
    }

    func progress(remaining: Int) -> RevocationProgress {
        RevocationProgress(
            state: finishedAt == nil ? .running : .finished, reason: reason, requestedAt: requestedAt,
            revoked: revoked, remaining: remaining, finishedAt: finishedAt)
    }
}

extension Reading where Self: ~Copyable {
    func revocationSeries(ofCA caID: String) throws -> RevocationSeries? {
        try first("SELECT \(RevocationSeries.columns) FROM revocation_series WHERE ca_id = \(caID)")
            .map(RevocationSeries.init(row:))
    }

    /// The one to be worked at: that which was asked for first.
    func openRevocationSeries() throws -> RevocationSeries? {
        try first(
            """
            SELECT \(RevocationSeries.columns) FROM revocation_series WHERE finished_at IS NULL
            ORDER BY requested_at, ca_id LIMIT 1
            """
        ).map(RevocationSeries.init(row:))
    }

    func progress(of series: RevocationSeries) throws -> RevocationProgress {
        series.progress(remaining: series.finishedAt == nil ? try liveCount(atAndBelow: series.caID) : 0)
    }
}

extension Transaction {
    func put(_ series: RevocationSeries) throws {
        try execute(
            """
            INSERT INTO revocation_series (\(RevocationSeries.columns)) VALUES (
                \(series.caID), \(series.reason.rawValue), \(series.caller.actor), \(series.caller.causationID),
                \(series.caller.traceparent), \(series.requestedAt.milliseconds), \(series.revoked),
                \(series.finishedAt?.milliseconds))
            ON CONFLICT (ca_id) DO UPDATE SET revoked = excluded.revoked, finished_at = excluded.finished_at
            """)
    }

    /// From now on a CA and those below it sign nothing. Nothing else becomes of them but to be revoked, so the expiry
    /// monitor leaves them alone.
    func close(atAndBelow caID: String, at time: Timestamp) throws {
        try execute(
            """
            \(LiveTable.below(caID)) UPDATE ca SET closing_at = \(time.milliseconds), due_at = NULL
            WHERE id IN (SELECT id FROM below) AND closing_at IS NULL
            """)
    }
}
