import CertificateAuthority
import Events
import ManagementAPI

extension DMS {
    /// Moves along the arrows of the lifecycle that a caller may ask for (contract/lifecycles.md).
    mutating func move(to wanted: DMSStatus) throws(Refusal) {
        let isAllowed =
            switch (status, wanted) {
            case (.pendingApproval, .approved), (.pendingApproval, .rejected): true
            case (.approved, .revoked): true
            default: false
            }
        guard isAllowed else { throw refusal(of: wanted) }
        status = wanted
    }

    private func refusal(of wanted: DMSStatus) -> Refusal {
        let why =
            wanted == .expired && status == .approved
            ? ": it expires with its own certificate, and not by request" : ""
        return Refusal(
            .conflict, "dms-status", "DMS \"\(name)\" is \(status.rawValue) and cannot become \(wanted.rawValue)\(why)."
        )
    }

    /// Follows what became of its own certificate. A hold can be taken back, so it ends nothing: meanwhile the certificate
    /// is refused wherever it is presented.
    /// - Returns: whether the status changed.
    mutating func follow(_ certificate: Certificate) -> Bool {
        guard status == .approved else { return false }
        switch certificate.status {
        case .revoked where certificate.revocation?.reason != .certificateHold: status = .revoked
        case .expired: status = .expired
        case .active, .nearingExpiration, .criticalExpiration, .revoked: return false
        }
        return true
    }

    /// It has a certificate of its own from now on.
    mutating func certify(with issued: IssuedCertificate) {
        guard case .remote(var identity) = kind else { preconditionFailure("a cloud DMS has no certificate") }
        identity.serialNumber = issued.payload.serialNumber
        identity.certificate = issued.payload.certificate
        identity.subject = issued.payload.subject
        kind = .remote(identity)
    }

    /// Settings change until a DMS has ended; after that the log says what they were.
    func ensureChangeable() throws(Refusal) {
        switch status {
        case .pendingApproval, .approved: return
        case .rejected, .revoked, .expired:
            throw Refusal(
                .conflict, "dms-ended",
                "DMS \"\(name)\" is \(status.rawValue): its settings do not change any more. Create another.")
        }
    }

    func ensureMayBeDeleted(hasDevices: Bool) throws(Refusal) {
        switch status {
        case .rejected, .revoked, .expired: break
        case .pendingApproval, .approved:
            throw Refusal(
                .conflict, "dms-in-use",
                "DMS \"\(name)\" is \(status.rawValue): only one that is REJECTED, REVOKED or EXPIRED can be deleted. "
                    + "\(status == .approved ? "Revoke" : "Reject") it first.")
        }
        guard !hasDevices else {
            throw Refusal(
                .conflict, "dms-has-devices",
                "DMS \"\(name)\" has devices, which keep its name: it stays as their history, and enrols none any more."
            )
        }
    }
}
