public import Events

/// How requests are kept that wait for a person.
public struct ApprovalConfiguration: Sendable {
    /// When the client is told to come again.
    public var retryAfter: WireDuration
    /// How long a request waits for a decision, and an approved one for its client. After that it is as if it had never
    /// been made.
    public var timeout: WireDuration
    /// How many requests of one DMS may wait.
    public var pendingMax: Int

    public init(
        retryAfter: WireDuration = .seconds(60), timeout: WireDuration = .days(7), pendingMax: Int = 1_000
    ) {
        self.retryAfter = retryAfter
        self.timeout = timeout
        self.pendingMax = pendingMax
    }
}
