import Storage

/// The tables of subscriptions: where each stands in the log and who works it, and the events that it holds back.
///
/// Of the held events of one subject the first is `retrying` or `parked`, and those behind it are `waiting`.
enum SubscriptionTable {
    static let migration = Migration("event-log/002") { dialect in
        [
            """
            CREATE TABLE subscription (
                name TEXT PRIMARY KEY, cursor \(dialect.integerType) NOT NULL, fence \(dialect.integerType) NOT NULL,
                lease_owner TEXT, lease_until \(dialect.integerType) NOT NULL)
            """,
            """
            CREATE TABLE subscription_held (
                subscription TEXT NOT NULL REFERENCES subscription (name), position \(dialect.integerType) NOT NULL,
                subject TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('retrying', 'parked', 'waiting')),
                attempts \(dialect.integerType) NOT NULL, next_attempt \(dialect.integerType) NOT NULL, error TEXT,
                PRIMARY KEY (subscription, position))
            """,
            "CREATE INDEX subscription_held_subject ON subscription_held (subscription, subject, position)",
            "CREATE INDEX subscription_held_due ON subscription_held (subscription, state, next_attempt, position)",
        ]
    }

    static func subjects(_ name: String) -> SQL {
        "SELECT subject, COUNT(*) FROM subscription_held WHERE subscription = \(name) GROUP BY subject"
    }

    static func nextDue(_ name: String) -> SQL {
        """
        SELECT MIN(next_attempt) FROM subscription_held
        WHERE subscription = \(name) AND state = 'retrying'
        """
    }

    /// Events whose time has come and those behind them, in the order of the log.
    static func due(_ name: String, _ now: Int64, limit: Int) -> SQL {
        """
        SELECT \(eventColumns), held.attempts FROM subscription_held held
        JOIN event_log event ON event.position = held.position
        WHERE held.subscription = \(name) AND held.subject IN (
            SELECT subject FROM subscription_held
            WHERE subscription = \(name) AND state = 'retrying' AND next_attempt <= \(now))
        ORDER BY held.position LIMIT \(limit)
        """
    }

    static func parked(_ name: String, after position: Int64, limit: Int) -> SQL {
        """
        SELECT \(eventColumns), held.attempts, held.error FROM subscription_held held
        JOIN event_log event ON event.position = held.position
        WHERE held.subscription = \(name) AND held.state = 'parked' AND held.position > \(position)
        ORDER BY held.position LIMIT \(limit)
        """
    }

    /// Lets the first of each subject be tried that has nobody before it any more.
    static func promote(_ name: String, _ now: Int64) -> SQL {
        """
        UPDATE subscription_held SET state = 'retrying', next_attempt = \(now)
        WHERE subscription = \(name) AND state = 'waiting' AND NOT EXISTS (
            SELECT 1 FROM subscription_held ahead WHERE ahead.subscription = subscription_held.subscription
            AND ahead.subject = subscription_held.subject AND ahead.position < subscription_held.position)
        """
    }

    private static let eventColumns: SQL = """
        event.position, event.id, event.type, event.source, event.subject, event.time, event.data_schema, event.actor,
        event.causation_id, event.traceparent, event.data
        """
}
