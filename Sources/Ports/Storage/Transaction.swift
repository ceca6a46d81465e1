/// One connection of an engine, as the bodies of transactions and snapshots see it.
public protocol StorageConnection: AnyObject {
    /// Runs a statement and returns how many rows it changed.
    func execute(_ sql: SQL) throws -> Int
    func query(_ sql: SQL) throws -> [Row]
}

/// A transaction, lent to a synchronous body: it cannot be copied, kept, or held across a suspension.
public struct Transaction: ~Copyable, Reading {
    private let connection: any StorageConnection
    private let stage: StagedEntries

    package init(connection: any StorageConnection, stage: StagedEntries) {
        self.connection = connection
        self.stage = stage
    }

    /// Runs a statement and returns how many rows it changed.
    ///
    /// A body that catches an error of a statement must not go on: some engines refuse whatever follows. Ask first, or write
    /// `ON CONFLICT`.
    @discardableResult
    public func execute(_ sql: SQL) throws -> Int {
        try connection.execute(sql)
    }

    public func query(_ sql: SQL) throws -> [Row] {
        try connection.query(sql)
    }

    /// Hands in an entry that is written at the commit, after all bodies and in their order: an event takes its position
    /// there. It is forgotten if this body throws.
    public func stage(_ entry: any Sendable) {
        stage.entries.append(entry)
    }
}

/// A consistent state of the database to read from.
public struct Snapshot: ~Copyable, Reading {
    private let connection: any StorageConnection

    package init(connection: any StorageConnection) {
        self.connection = connection
    }

    public func query(_ sql: SQL) throws -> [Row] {
        try connection.query(sql)
    }
}

/// The entries that bodies staged for the commit that is being put together.
package final class StagedEntries {
    package var entries: [any Sendable] = []

    package init() {}
}

/// What takes part in every commit that staged something.
public struct CommitParticipant: Sendable {
    /// Runs inside the transaction after the last body, with all staged entries in order.
    public let prepare: @Sendable (borrowing Transaction, [any Sendable]) throws -> Void
    /// Runs after the commit is durable; must not block.
    public let committed: @Sendable () -> Void

    public init(
        prepare: @escaping @Sendable (borrowing Transaction, [any Sendable]) throws -> Void,
        committed: @escaping @Sendable () -> Void
    ) {
        self.prepare = prepare
        self.committed = committed
    }

    /// For a database without an event log.
    public static let none = CommitParticipant(prepare: { _, _ in }, committed: {})
}
