import Events
public import Storage

/// The log of everything that happened. It is written only by the commits of changes, and read from a position on.
public struct EventLog: Sendable {
    private let sources: EventSources
    let signal = LogSignal()

    /// It can be made before the database, for it is the database's participant.
    public init(sources: EventSources) {
        self.sources = sources
    }

    public static let migrations: [Migration] = [EventLogTable.migration, SubscriptionTable.migration]

    /// Writes the recorded events of a commit within that commit.
    public var participant: CommitParticipant {
        CommitParticipant(
            prepare: { tx, entries in try append(entries, in: tx) },
            committed: { signal.wake() })
    }

    /// Position of the last event; 0 before the first.
    public func head(_ reader: borrowing some Reading & ~Copyable) throws -> Int64 {
        try reader.first(EventLogTable.head)?.integerOrNull(0) ?? 0
    }

    /// Events after a position, in order, by an index whatever the filter.
    /// - Parameter limit: how many at most.
    public func read(
        after position: Int64, limit: Int, filter: EventFilter = .all, from reader: borrowing some Reading & ~Copyable
    ) throws -> [LoggedEvent] {
        try reader.query(EventLogTable.select(after: position, limit: limit, filter: filter)).map {
            try LoggedEvent($0)
        }
    }

    /// Positions are taken from the table in this very transaction: a commit that fails leaves no gap, and nothing that is
    /// remembered between commits can be wrong.
    private func append(_ entries: [any Sendable], in tx: borrowing Transaction) throws {
        var position = try head(tx)
        let events = entries.map { entry in
            guard let event = entry as? PendingEvent else {
                preconditionFailure("only events are staged where the event log takes part")
            }
            position += 1
            return LoggedEvent(event, position: position, sources: sources)
        }
        try EventLogTable.insert(events, in: tx)
    }
}
