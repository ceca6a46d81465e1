public import Events

/// How the OCSP responder answers.
public struct OCSPConfiguration: Sendable, Hashable {
    /// From thisUpdate to nextUpdate. A day: clients and caches that hold an answer go on through an outage of half a day
    /// at least, for a new one is given when half of it is over; and nobody trusts a revoked certificate for longer.
    public var validity: WireDuration = .hours(24)
    /// The same for `unknown`: short, since the certificate may become known.
    public var unknownValidity: WireDuration = .seconds(300)
    /// How long a delegated signer's certificate is valid. It is replaced when two thirds are over.
    public var signerValidity: WireDuration = .days(30)
    /// How much memory signed answers may take, in bytes: some 1.3 kB each.
    public var keptBytesMax = 64 << 20
    /// How often the log is looked at when nothing wakes us: what other processes commit is seen no later.
    public var pollInterval: Duration = .milliseconds(500)
    /// The least time between two looks, so that a storm of commits is not a storm of looks.
    public var restInterval: Duration = .milliseconds(10)
    /// With the log not read for so long, kept answers are not given any more: every one is computed.
    public var lagMax: WireDuration = .seconds(5)

    public init() {}
}
