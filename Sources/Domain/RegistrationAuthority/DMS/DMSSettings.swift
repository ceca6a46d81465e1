import Events
import Synchronization

/// The settings of a DMS as they are stored. Every enrolment reads them twice, and they hardly ever change: what was
/// read from the same text before is not read again.
struct DMSSettings: Sendable {
    let aws: AWSSettings
    let kind: DMS.Kind

    private static let known = Mutex<[String: DMSSettings]>([:])
    private static let knownMax = 1_000

    /// - Parameters:
    ///   - identityProfile: empty for a remote DMS.
    ///   - remoteIdentity: empty for a cloud DMS.
    static func read(aws: String, identityProfile: String, remoteIdentity: String) throws -> DMSSettings {
        let text = aws + identityProfile + remoteIdentity
        if let settings = known.withLock({ $0[text] }) { return settings }
        let settings = DMSSettings(
            aws: try WireJSON.decode(AWSSettings.self, from: Array(aws.utf8)),
            kind: remoteIdentity.isEmpty
                ? .cloud(try WireJSON.decode(IdentityProfile.self, from: Array(identityProfile.utf8)))
                : .remote(try WireJSON.decode(RemoteAccessIdentity.self, from: Array(remoteIdentity.utf8))))
        known.withLock { known in
            if known.count >= knownMax { known = [:] }
            known[text] = settings
        }
        return settings
    }

    func identityProfileText() throws -> String {
        if case .cloud(let profile) = kind { try WireJSON.text(profile) } else { "" }
    }

    func remoteIdentityText() throws -> String {
        if case .remote(let identity) = kind { try WireJSON.text(identity) } else { "" }
    }
}
