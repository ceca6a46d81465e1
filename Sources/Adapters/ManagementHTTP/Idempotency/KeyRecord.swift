import Events
import ManagementAPI
import Storage

/// What is known of a key that was used before.
struct KeyRecord: Sendable {
    enum State: Sendable {
        /// Carried out, or about to be, until a time by which it would have an answer.
        case begun(until: Timestamp)
        case answered(KeptAnswer)
        /// Carried out, with an answer that may not be kept.
        case unkept
    }

    let fingerprint: [UInt8]
    let state: State

    /// The answer to give again.
    /// - Throws: `Refusal` where there is none to give.
    func answer(to request: KeyedRequest, at now: Timestamp) throws(Refusal) -> KeptAnswer {
        guard fingerprint == request.fingerprint else { throw .idempotencyKeyReused }
        switch state {
        case .answered(let answer): return answer
        case .unkept: throw .idempotencyAnswerNotKept
        case .begun(let until): throw now < until ? .idempotencyInProgress : .idempotencyOutcomeUnknown
        }
    }
}

extension KeyRecord {
    static let columns: SQL = "fingerprint, begun_until, status, is_kept, media_type, location, body"

    init(row: Row) throws {
        fingerprint = try row.bytes(0)
        if row.values[2] == .null {
            state = .begun(until: Timestamp(milliseconds: try row.integer(1)))
        } else if try row.bool(3) {
            state = .answered(
                KeptAnswer(
                    status: Int(try row.integer(2)), mediaType: try row.textOrNull(4),
                    location: try row.textOrNull(5), body: try row.bytes(6)))
        } else {
            state = .unkept
        }
    }
}

extension Refusal {
    static let idempotencyKeyReused = Refusal(
        .conflict, "idempotency-key-reused",
        "This Idempotency-Key was used for another query or body on this path. Take a new key for a new request.")
    static let idempotencyInProgress = Refusal(
        .conflict, "idempotency-in-progress",
        "The first request with this Idempotency-Key has no answer yet. Send it again in a while.")
    static let idempotencyOutcomeUnknown = Refusal(
        .conflict, "idempotency-outcome-unknown",
        "The first request with this Idempotency-Key was begun, and what came of it is not known: it may have been carried "
            + "out. Look whether it was, and take a new key to send it again.")
    static let idempotencyAnswerNotKept = Refusal(
        .conflict, "idempotency-answer-not-kept",
        "The request with this Idempotency-Key was carried out, and its answer is of a kind that is not kept. Look what "
            + "came of it, and take a new key to send it again.")
}
