import Events
import Storage

extension Transaction {
    /// Writes a key down where it is new or its time is over.
    /// - Returns: whether it was.
    func begin(_ turn: IdempotencyStore.Turn, until expiry: Timestamp, at now: Timestamp) throws -> Bool {
        let request = turn.request
        let written = try execute(
            """
            INSERT INTO idempotency_record (
                actor, path, idempotency_key, fingerprint, begun_until, expires_at, is_kept, body)
            VALUES (
                \(request.actor), \(request.path), \(request.key), \(request.fingerprint),
                \(turn.begunUntil.milliseconds), \(expiry.milliseconds), 0, \([UInt8]()))
            ON CONFLICT (actor, path, idempotency_key) DO UPDATE SET
                fingerprint = excluded.fingerprint, begun_until = excluded.begun_until,
                expires_at = excluded.expires_at, status = NULL, is_kept = 0, media_type = NULL, location = NULL,
                body = excluded.body
            WHERE idempotency_record.expires_at <= \(now.milliseconds)
            """)
        return written == 1
    }

    func keyRecord(of request: KeyedRequest) throws -> KeyRecord? {
        try first("SELECT \(KeyRecord.columns) FROM idempotency_record WHERE \(Self.isKey(of: request))")
            .map(KeyRecord.init(row:))
    }

    /// The oldest go first; what is left over goes with a later key.
    func forgetKeys(atMost count: Int, at now: Timestamp) throws {
        try execute(
            """
            DELETE FROM idempotency_record WHERE (actor, path, idempotency_key) IN (
                SELECT actor, path, idempotency_key FROM idempotency_record
                WHERE expires_at <= \(now.milliseconds) ORDER BY expires_at LIMIT \(count))
            """)
    }

    func end(
        _ turn: IdempotencyStore.Turn, _ answer: KeptAnswer, isKept: Bool, until expiry: Timestamp
    ) throws {
        try execute(
            """
            UPDATE idempotency_record SET status = \(answer.status), is_kept = \(isKept),
                media_type = \(answer.mediaType), location = \(answer.location), body = \(answer.body),
                expires_at = \(expiry.milliseconds)
            WHERE \(Self.isOpen(turn))
            """)
    }

    func withdraw(_ turn: IdempotencyStore.Turn) throws {
        try execute("DELETE FROM idempotency_record WHERE \(Self.isOpen(turn))")
    }

    /// Nobody waits any longer for an answer.
    func giveUp(_ turn: IdempotencyStore.Turn) throws {
        try execute("UPDATE idempotency_record SET begun_until = 0 WHERE \(Self.isOpen(turn))")
    }

    private static func isKey(of request: KeyedRequest) -> SQL {
        "actor = \(request.actor) AND path = \(request.path) AND idempotency_key = \(request.key)"
    }

    /// A turn that ran out and was given to another must not end that one.
    private static func isOpen(_ turn: IdempotencyStore.Turn) -> SQL {
        "\(isKey(of: turn.request)) AND status IS NULL AND begun_until = \(turn.begunUntil.milliseconds)"
    }
}
