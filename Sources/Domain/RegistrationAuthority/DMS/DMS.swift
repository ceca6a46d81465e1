public import Events
import ManagementAPI

/// A device manufacturing system: a place where devices enrol, and the rules for it.
public struct DMS: Sendable, Hashable {
    public let name: String
    public internal(set) var status: DMSStatus
    public internal(set) var aws: AWSSettings
    public internal(set) var kind: Kind
    public let createdAt: Timestamp

    public enum Kind: Sendable, Hashable {
        /// This server is its EST server.
        case cloud(IdentityProfile)
        /// It has a certificate of its own, and enrols on behalf of its devices.
        case remote(RemoteAccessIdentity)
    }

    func ensureEnrolls() throws(Refusal) {
        guard status == .approved else {
            throw Refusal(
                .forbidden, "dms-not-approved", "DMS \"\(name)\" is \(status.rawValue); only an APPROVED DMS enrols.")
        }
    }

    /// What events and the management API show.
    public func payload() -> DMSPayload {
        switch kind {
        case .cloud(let profile):
            DMSPayload(
                name: name, status: status, cloudDMS: true, aws: aws, creationTimestamp: createdAt.milliseconds,
                identityProfile: profile)
        case .remote(let identity):
            DMSPayload(
                name: name, status: status, cloudDMS: false, aws: aws, creationTimestamp: createdAt.milliseconds,
                remoteAccessIdentity: identity)
        }
    }
}
