public import CertificateAuthority
public import Events
public import ManagementAPI
import EventLog
import PKIX
import Storage

extension DMSService {
    /// Approves, rejects or revokes. Approval of a remote DMS signs its certificate by the first of its authorised CAs,
    /// and its revocation revokes that.
    /// - Throws: `Refusal`.
    public func updateStatus(
        of name: String, to body: DMSStatusBody, by caller: Caller
    ) async throws -> DMSPayload {
        let reason = try body.reason()
        switch body.status {
        case .approved: return try await approve(name, by: caller)
        case .revoked: return try await revoke(name, reason, by: caller)
        case .pendingApproval, .rejected, .expired: return try await move(name, to: body.status, by: caller)
        }
    }

    /// A DMS ends with its own certificate, in the transaction in which that ends.
    public static let certificateObserver: CertificateObserver = { change, tx in
        switch change.after.status {
        case .active, .nearingExpiration, .criticalExpiration: return
        case .expired, .revoked: break
        }
        guard var dms = try tx.dms(holding: change.after.serial), dms.follow(change.after) else { return }
        _ = try tx.store(statusOf: dms, at: change.time, by: change.caller)
    }

    private func move(_ name: String, to status: DMSStatus, by caller: Caller) async throws -> DMSPayload {
        let time = clock.now()
        return try await database.write { tx in
            var dms = try tx.existingDMS(name)
            try dms.move(to: status)
            return try tx.store(statusOf: dms, at: time, by: caller)
        }
    }

    private func approve(_ name: String, by caller: Caller) async throws -> DMSPayload {
        let dms = try await database.read { try $0.existingDMS(name) }
        var moved = dms
        try moved.move(to: .approved)
        guard case .remote(let identity) = dms.kind else { return try await move(name, to: .approved, by: caller) }
        guard let ca = identity.authorizedCAs.first, let request = identity.certificateRequest else {
            throw Refusal(
                .conflict, "dms-without-request",
                "DMS \"\(name)\" has no authorised CA or no request that could be signed: reject it, and create it anew."
            )
        }
        return try await cas.withPresentIssuer(ca) { try await certify(dms, request, with: ca, by: caller) }
    }

    /// Signs outside of the transaction, and stores nothing but the certificate of the DMS that was looked at.
    private func certify(
        _ dms: DMS, _ request: EncodedPEM, with ca: String, by caller: Caller
    ) async throws -> DMSPayload {
        let time = clock.now()
        let issued = try await cas.issue(
            try CertificateRequest(anyEncoding: Array(request.pem.utf8)), with: ca, profile: DMS.certificateProfile,
            at: time, by: caller)
        return try await database.write { tx in
            var present = try tx.existingDMS(dms.name)
            try present.move(to: .approved)
            guard present.kind == dms.kind, present.createdAt == dms.createdAt else {
                throw Refusal(
                    .conflict, "dms-changed", "DMS \"\(dms.name)\" was changed meanwhile; look at it and ask again.")
            }
            try tx.store(issued)
            present.certify(with: issued)
            try tx.update(present)
            let payload = present.payload()
            tx.record(try EventCatalog.dmsUpdateStatus.event(payload, about: present.name, at: time, by: caller))
            return payload
        }
    }

    private func revoke(
        _ name: String, _ reason: RevocationReason?, by caller: Caller
    ) async throws -> DMSPayload {
        let (time, cas) = (clock.now(), cas)
        return try await database.write { tx in
            var dms = try tx.existingDMS(name)
            if case .cloud = dms.kind, reason != nil { throw DMSStatusBody.reasonWithoutCertificate }
            var revoked = dms
            try revoked.move(to: .revoked)
            if let serial = dms.certificateSerial, let certificate = try tx.certificate(serial),
                certificate.mayBeRevoked
            {
                try cas.revoke(certificate, reason ?? .cessationOfOperation, at: time, by: caller, in: tx)
                dms = try tx.existingDMS(name)
                // The observer has seen to it.
                if dms.status == .revoked { return dms.payload() }
            }
            return try tx.store(statusOf: revoked, at: time, by: caller)
        }
    }
}

extension Certificate {
    /// Live, or on hold.
    fileprivate var mayBeRevoked: Bool { status.isLive || revocation?.reason == .certificateHold }
}

extension DMSStatusBody {
    private static let pointer = "/revocation_reason"

    static let reasonWithoutCertificate = Refusal.invalid(
        "reason-not-allowed", at: pointer,
        "Only the certificate of a remote DMS is revoked with it: leave revocation_reason out.")

    /// - Throws: `Refusal` for a reason that nothing could be revoked with for good.
    func reason() throws(Refusal) -> RevocationReason? {
        guard let revocationReason else { return nil }
        guard status == .revoked else { throw Self.reasonWithoutCertificate }
        guard revocationReason != .certificateHold, revocationReason != .removeFromCRL else {
            throw .invalid(
                "reason-not-allowed", at: Self.pointer,
                "A DMS is revoked for good, so its certificate is: \(revocationReason.rawValue) is not among the reasons."
            )
        }
        return revocationReason
    }
}

extension Transaction {
    /// Stores a new status and records the event.
    fileprivate func store(statusOf dms: DMS, at time: Timestamp, by caller: Caller) throws -> DMSPayload {
        try updateStatus(of: dms)
        let payload = dms.payload()
        record(try EventCatalog.dmsUpdateStatus.event(payload, about: dms.name, at: time, by: caller))
        return payload
    }
}
