import Events
import Synchronization

/// The settings of a DMS as they are stored. Every enrolment reads them twice, and they hardly ever change: what was
/// read from the same text before is not read again.
struct DMSSettings: Sendable {
    let aws: AWSSettings
    let identityProfile: IdentityProfile

    private static let known = Mutex<[String: DMSSettings]>([:])
    private static let knownMax = 1_000

    static func read(aws: String, identityProfile: String) throws -> DMSSettings {
        let text = aws + identityProfile
        if let settings = known.withLock({ $0[text] }) { return settings }
        let settings = DMSSettings(
            aws: try WireJSON.decode(AWSSettings.self, from: Array(aws.utf8)),
            identityProfile: try WireJSON.decode(IdentityProfile.self, from: Array(identityProfile.utf8)))
        known.withLock { known in
            if known.count >= knownMax { known = [:] }
            known[text] = settings
        }
        return settings
    }
}
