import Events
import ManagementAPI

extension DMS {
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
}
