public import CertificateAuthority
public import Events

/// How long lists are valid and where they are found.
public struct CRLConfiguration: Sendable {
    /// From `thisUpdate` to `nextUpdate` of a complete CRL. A new one is published when half of it is over. One that a
    /// revocation brings about in between ends with the one before it, at half of this time or later.
    public var validity: WireDuration
    /// The same of a delta CRL; nil publishes none.
    public var deltaValidity: WireDuration?
    /// Asked at each publication; nil writes no addresses, and then no delta CRL would be found, so there is none.
    public var validationPoints: @Sendable () -> ValidationPoints?

    /// A list that a revocation brought about and that is larger than this gives up its bytes to the one after it; all
    /// else is kept for good. Without a bound, a large CA that revokes often would fill its disk with lists.
    public var keptSizeMax = 1 << 20

    /// Of several servers one publishes a list; where it stops half-way, another takes over after this time.
    var claim: WireDuration = .seconds(10)

    public init(
        validity: WireDuration = .days(7), deltaValidity: WireDuration? = .days(1),
        validationPoints: @escaping @Sendable () -> ValidationPoints? = { nil }
    ) {
        self.validity = max(validity, .seconds(60))
        self.deltaValidity = deltaValidity.map { max($0, .seconds(60)) }
        self.validationPoints = validationPoints
    }
}

extension WireDuration {
    var half: WireDuration { WireDuration(nanoseconds: nanoseconds / 2) }
}
