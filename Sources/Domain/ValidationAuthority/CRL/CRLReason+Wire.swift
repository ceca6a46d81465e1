import Events
import PKIX

extension CRLReason {
    init(_ reason: RevocationReason) {
        self =
            switch reason {
            case .unspecified: .unspecified
            case .keyCompromise: .keyCompromise
            case .caCompromise: .cACompromise
            case .affiliationChanged: .affiliationChanged
            case .superseded: .superseded
            case .cessationOfOperation: .cessationOfOperation
            case .certificateHold: .certificateHold
            case .removeFromCRL: .removeFromCRL
            case .privilegeWithdrawn: .privilegeWithdrawn
            case .aaCompromise: .aACompromise
            }
    }
}
