public import Events
import ManagementAPI

/// That something was revoked, when and why.
public struct Revocation: Sendable, Hashable {
    public let time: Timestamp
    public let reason: RevocationReason

    public init(time: Timestamp, reason: RevocationReason) {
        self.time = time
        self.reason = reason
    }

    /// On hold: the one revocation that can be taken back (RFC 5280, section 5.3.1).
    var isHold: Bool { reason == .certificateHold }
}

/// A change of status that a caller may ask for. The other statuses are the expiry monitor's to give.
enum StatusChange {
    case revoke(RevocationReason)
    case release

    init(_ body: CertificateStatusBody) throws(Refusal) {
        switch body.status {
        case .revoked where body.revocationReason == .removeFromCRL:
            throw .invalid(
                "reason-not-allowed", at: "/revocation_reason",
                "RemoveFromCRL is what a release puts into a delta CRL, not a reason to revoke with.")
        case .revoked: self = .revoke(body.revocationReason ?? .unspecified)
        case .active: self = .release
        case .nearingExpiration, .criticalExpiration, .expired:
            throw .invalid(
                "status-not-settable", at: "/status",
                "The status \(body.status.rawValue) follows from the dates; set REVOKED, or ACTIVE to release a hold.")
        }
    }
}
