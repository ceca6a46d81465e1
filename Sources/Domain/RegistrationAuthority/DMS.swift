public import Events
import ManagementAPI

/// A device manufacturing system: a place where devices enrol, and the rules for it. This server is its EST server.
public struct DMS: Sendable, Hashable {
    public let name: String
    public internal(set) var status: DMSStatus
    public let aws: AWSSettings
    public let identityProfile: IdentityProfile
    public let createdAt: Timestamp

    var enrollment: EnrollmentSettings { identityProfile.enrollmentSettings }

    /// Moves along the arrows of the lifecycle (contract/lifecycles.md).
    mutating func move(to wanted: DMSStatus) throws(Refusal) {
        let isAllowed =
            switch (status, wanted) {
            case (.pendingApproval, .approved), (.pendingApproval, .rejected): true
            case (.approved, .revoked): true
            default: false
            }
        guard isAllowed else {
            throw Refusal(
                .conflict, "dms-status",
                "DMS \"\(name)\" is \(status.rawValue) and cannot become \(wanted.rawValue).")
        }
        status = wanted
    }

    func ensureEnrolls() throws(Refusal) {
        guard status == .approved else {
            throw Refusal(
                .forbidden, "dms-not-approved", "DMS \"\(name)\" is \(status.rawValue); only an APPROVED DMS enrols.")
        }
    }

    /// What events and the management API show.
    public func payload() -> DMSPayload {
        DMSPayload(
            name: name, status: status, cloudDMS: true, aws: aws, creationTimestamp: createdAt.milliseconds,
            identityProfile: identityProfile)
    }
}
