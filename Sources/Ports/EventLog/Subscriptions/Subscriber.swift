public import Storage

/// Carries events out of the house: to a broker, a web hook, a cloud.
public protocol Subscriber: Sendable {
    /// Delivers one event; returning means that the other side has it for good. Called at least once for each event, for
    /// the events of one subject one after the other and in order, for those of different subjects at the same time.
    /// - Throws: to be called again later. The error's description is kept and shown: it must hold no secret.
    func deliver(_ event: LoggedEvent) async throws
}

/// Keeps tables of its own in step with the log. What it writes and the cursor move in one transaction: exactly once.
public protocol Projector: Sendable {
    /// Applies events in the order given. It may be run again after the transaction was rolled back.
    /// - Throws: to leave no trace of them. They are then applied one at a time, and those that fail are held back.
    func apply(_ events: [LoggedEvent], in tx: borrowing Transaction) throws
}

enum Consumer: Sendable {
    case subscriber(any Subscriber)
    case projector(any Projector)
}
