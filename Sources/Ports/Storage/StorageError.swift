/// What can go wrong in the store itself. What a body throws passes through unchanged.
public enum StorageError: Error, Equatable, Sendable {
    /// The database could not be opened or does not promise what was asked of it (WAL, `synchronous=FULL`).
    case unusable(String)
    /// A statement was refused by the engine, with the engine's message.
    case statement(String)
    /// A unique index or primary key was violated.
    case uniqueViolation(String)
    /// A foreign key or check was violated.
    case constraintViolation(String)
    /// A row did not have the shape that the reading code expects.
    case unexpectedColumn(String)
    /// More writes are waiting than the limit allows; the request may be sent again later.
    case overloaded
    /// The commit failed. Whether it persisted is unknown to the caller: look before trying again.
    case commitFailed(String)
    /// The database was shut down.
    case closed
    /// A migration differs from the one that was applied before, or is unknown to this version.
    case migration(String)
}
