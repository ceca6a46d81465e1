public import Events
public import ManagementAPI
public import Storage
import EventLog
import PKIX

extension CAService {
    /// Revokes a CA and, in the same transaction, everything below it (events.md, section 5).
    public func updateStatus(
        of id: String, to body: CertificateStatusBody, by caller: Caller
    ) async throws -> CAPayload {
        guard case .revoke(let reason) = try StatusChange(body) else {
            throw Refusal(.conflict, "ca-status", "A CA cannot be set to \(body.status.rawValue).")
        }
        let time = clock.now()
        let observers = observers
        let (payload, revoked) = try await database.write { tx in
            var ca = try tx.existingCertificateAuthority(id)
            var cascade = RevocationCascade(time: time, caller: caller, observers: observers)
            let payload = try cascade.revoke(&ca, reason, in: tx)
            return (payload, cascade.revokedCAs)
        }
        for caID in revoked { issuers.forget(caID) }
        return payload
    }
}

/// Revokes a CA depth first: what it issued, the CAs below it, then itself.
private struct RevocationCascade {
    let time: Timestamp
    let caller: Caller
    let observers: [CertificateObserver]
    private(set) var revokedCAs: [String] = []

    init(time: Timestamp, caller: Caller, observers: [CertificateObserver]) {
        self.time = time
        self.caller = caller
        self.observers = observers
    }

    mutating func revoke(
        _ ca: inout CertificateAuthority, _ reason: RevocationReason, in tx: borrowing Transaction
    ) throws -> CAPayload {
        try ca.revoke(reason, at: time)
        let below = Self.reasonBelow(reason)
        for certificate in try tx.liveCertificates(ofCA: ca.id) {
            let change = try tx.revoke(certificate, below, at: time, by: caller)
            for observer in observers { try observer(change, tx) }
        }
        for var child in try tx.children(ofCA: ca.id) where child.status.isLive {
            _ = try revoke(&child, below, in: tx)
        }
        try tx.updateStatus(of: ca)
        let payload = try ca.payload()
        tx.record(try EventCatalog.caUpdateStatus.event(payload, about: ca.id, at: time, by: caller))
        revokedCAs.append(ca.id)
        return payload
    }

    /// What hangs on a compromised CA is itself in doubt; else its issuer just ended.
    private static func reasonBelow(_ reason: RevocationReason) -> RevocationReason {
        reason == .caCompromise || reason == .keyCompromise ? .caCompromise : .cessationOfOperation
    }
}

extension Transaction {
    /// Revokes a certificate and records the event; the caller goes on with what follows from it.
    @discardableResult
    public func revoke(
        _ certificate: Certificate, _ reason: RevocationReason, at time: Timestamp, by caller: Caller
    ) throws -> CertificateChange {
        var revoked = certificate
        try revoked.revoke(reason, at: time)
        return try store(revoked, before: certificate, at: time, by: caller)
    }

    func release(_ certificate: Certificate, at time: Timestamp, by caller: Caller) throws -> CertificateChange {
        var released = certificate
        try released.release(at: time)
        return try store(released, before: certificate, at: time, by: caller)
    }

    private func store(
        _ certificate: Certificate, before: Certificate, at time: Timestamp, by caller: Caller
    ) throws -> CertificateChange {
        try updateStatus(of: certificate)
        record(
            try EventCatalog.certificateUpdateStatus.event(
                try certificate.payload(), about: certificate.serial.hex, at: time, by: caller))
        return CertificateChange(before: before, after: certificate, time: time, caller: caller)
    }
}
