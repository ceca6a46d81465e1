public import Events
public import ManagementAPI

/// How long what is issued is valid.
public struct ValidityRules: Sendable, Hashable {
    public enum Length: Sendable, Hashable {
        /// As the CA's issuance expiration says.
        case ofAuthority
        /// As the CA says, but no longer than this.
        case atMost(WireDuration)
        /// Whatever the CA says.
        case fixed(Validity)
    }

    public let length: Length
    public let exceedingIssuer: ExceedingIssuer
    /// How long before its issuance it is valid already, for clocks that are slow.
    public let backdating: WireDuration

    static let backdatingDefault = WireDuration.seconds(60)
    static let backdatingMax = WireDuration.days(7)

    init(
        length: Length = .ofAuthority, exceedingIssuer: ExceedingIssuer = .cut,
        backdating: WireDuration = ValidityRules.backdatingDefault
    ) {
        self.length = length
        self.exceedingIssuer = exceedingIssuer
        self.backdating = backdating
    }

    /// The end that is wished for, before it is compared with the issuer's.
    public func end(from time: Timestamp, authority: Validity) -> Timestamp {
        switch length {
        case .ofAuthority: authority.end(from: time)
        case .atMost(let duration): min(authority.end(from: time), time + duration)
        case .fixed(let validity): validity.end(from: time)
        }
    }
}
