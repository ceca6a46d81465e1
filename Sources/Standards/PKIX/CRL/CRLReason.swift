/// Why a certificate stands in a CRL (RFC 5280, 5.3.1). There is no value 7.
public enum CRLReason: UInt8, Sendable, Hashable, CaseIterable {
    case unspecified = 0
    case keyCompromise = 1
    case cACompromise = 2
    case affiliationChanged = 3
    case superseded = 4
    case cessationOfOperation = 5
    case certificateHold = 6
    /// In delta CRLs only: off hold, or expired.
    case removeFromCRL = 8
    case privilegeWithdrawn = 9
    case aACompromise = 10
}
