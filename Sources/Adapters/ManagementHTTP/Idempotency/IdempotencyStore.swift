public import Events
public import Storage
import ManagementAPI

/// The keys of requests that must not be carried out twice, with their answers, in the database.
///
/// A key is written down before the work and its answer after it, each in a commit of its own. A crash in between leaves a
/// key without an answer; that is never taken as leave to do the work again.
public struct IdempotencyStore: Sendable {
    /// How long a key and its answer are kept.
    public static let retention: WireDuration = .hours(24)
    /// After this time a key without an answer counts as lost, not as in progress. It decides what the caller is told,
    /// not what is done.
    static let patience: WireDuration = .seconds(60)
    /// Old keys that are forgotten with each new one, so that none pile up and no request pays for many.
    static let forgottenMax = 16

    private let database: any Database
    private let clock: WallClock

    public init(database: any Database, clock: WallClock = .system) {
        self.database = database
        self.clock = clock
    }

    public static let migrations = [
        Migration("management-http/001-idempotency") { dialect in
            [
                """
                CREATE TABLE idempotency_record (
                    actor TEXT NOT NULL, path TEXT NOT NULL, idempotency_key TEXT NOT NULL,
                    fingerprint \(dialect.bytesType) NOT NULL, begun_until BIGINT NOT NULL, expires_at BIGINT NOT NULL,
                    status INTEGER, is_kept INTEGER NOT NULL, media_type TEXT, location TEXT,
                    body \(dialect.bytesType) NOT NULL,
                    PRIMARY KEY (actor, path, idempotency_key))
                """,
                "CREATE INDEX idempotency_record_expiry ON idempotency_record (expires_at)",
            ]
        }
    ]
}

extension IdempotencyStore {
    enum Claim: Sendable {
        /// The caller is the first, and must carry the request out.
        case first(Turn)
        case again(KeptAnswer)
    }

    /// The right to carry a request out, and the duty to say what came of it.
    struct Turn: Sendable {
        let request: KeyedRequest
        let begunUntil: Timestamp
    }

    /// What came of a request.
    enum Outcome: Sendable {
        case answered(KeptAnswer)
        /// Carried out, with an answer that may not be kept.
        case unkept(status: Int)
        /// Nothing was done: the request may be sent again under its key.
        case refused
        case unknown
    }

    /// Writes the key down, unless it is there and fresh.
    /// - Throws: `Refusal` where the key is another's, in progress, or without an answer that could be given again.
    func claim(_ request: KeyedRequest) async throws -> Claim {
        let now = clock.now()
        let turn = Turn(request: request, begunUntil: now + Self.patience)
        let record = try await database.write { tx -> KeyRecord? in
            let isFirst = try tx.begin(turn, until: now + Self.retention, at: now)
            try tx.forgetKeys(atMost: Self.forgottenMax, at: now)
            return isFirst ? nil : try tx.keyRecord(of: request)
        }
        // Durable. A crash from here on leaves a key that says "begun", until `settle`.
        guard let record else { return .first(turn) }
        return .again(try record.answer(to: request, at: now))
    }

    /// Writes down what came of the request.
    func settle(_ turn: Turn, _ outcome: Outcome) async throws {
        let expiry = clock.now() + Self.retention
        try await database.write { tx in
            switch outcome {
            case .answered(let answer): try tx.end(turn, answer, isKept: true, until: expiry)
            case .unkept(let status):
                let bare = KeptAnswer(status: status, mediaType: nil, location: nil, body: [])
                try tx.end(turn, bare, isKept: false, until: expiry)
            case .refused: try tx.withdraw(turn)
            case .unknown: try tx.giveUp(turn)
            }
        }
    }
}
