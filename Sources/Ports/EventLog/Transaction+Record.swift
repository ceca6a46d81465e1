public import Events
public import Storage

extension Transaction {
    /// Records an event. It exists if and only if this transaction is committed, and takes its position there.
    public func record(_ event: PendingEvent) {
        stage(event)
    }
}
