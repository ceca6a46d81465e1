/// An engine's connection as the writer lane drives it. It is used by one thread at a time.
package protocol LaneConnection: StorageConnection {
    /// Opens a transaction that already holds the right to write.
    func begin() throws
    func savepoint() throws
    /// Keeps what was done since the savepoint, as part of the transaction.
    func release() throws
    /// Undoes what was done since the savepoint, and ends it.
    func rollBackToSavepoint() throws
    func commit() throws
    /// Ends whatever transaction is open, and does nothing where none is. There is nobody to tell of a failure: a
    /// transaction that stays open makes the next `begin` fail.
    func rollBack()
}

/// Lends the connection of one lane to the lane's thread.
package protocol LaneEngine: Sendable {
    /// Calls `body` once, on the calling thread or while it waits.
    /// - Throws: where the connection cannot be lent; `body` was not called then.
    func lend(_ body: (any LaneConnection) -> Void) throws
}
