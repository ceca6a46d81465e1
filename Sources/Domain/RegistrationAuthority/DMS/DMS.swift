public import Events
import ManagementAPI
import PKIX

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

    /// The built-in issuance profile of the certificates of remote DMSs.
    static let certificateProfile = "dms"

    /// One that waits for approval.
    init(created name: String, aws: AWSSettings, kind: Kind, at time: Timestamp) {
        self.name = name
        status = .pendingApproval
        self.aws = aws
        self.kind = kind
        createdAt = time
    }

    func ensureEnrolls() throws(Refusal) {
        guard status == .approved else {
            throw Refusal(
                .forbidden, "dms-not-approved", "DMS \"\(name)\" is \(status.rawValue); only an APPROVED DMS enrols.")
        }
    }

    /// The serial number of its own certificate; nil for a cloud DMS, and before approval.
    var certificateSerial: SerialNumber? {
        guard case .remote(let identity) = kind, !identity.serialNumber.isEmpty else { return nil }
        return try? SerialNumber(hex: identity.serialNumber)
    }

    /// What events and the management API show.
    public func payload() -> DMSPayload { payload(deletedAt: nil) }

    func payload(deletedAt: Timestamp?) -> DMSPayload {
        var payload = DMSPayload(
            name: name, status: status, cloudDMS: false, aws: aws, creationTimestamp: createdAt.milliseconds,
            deletionTimestamp: deletedAt?.milliseconds)
        switch kind {
        case .cloud(let profile): (payload.cloudDMS, payload.identityProfile) = (true, profile)
        case .remote(let identity): payload.remoteAccessIdentity = identity
        }
        return payload
    }
}
