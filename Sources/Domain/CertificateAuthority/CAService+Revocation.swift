public import Events
public import ManagementAPI
public import Storage
import EventLog
import PKIX

extension CAService {
    /// Revokes a CA and everything below it (events.md, section 5): in one transaction, or in a series that
    /// `RevocationWorker` carries out, where that would be more than `Configuration.cascadeMax`. From this call on
    /// nothing below the CA signs any more. Asked again while a series is under way, it answers how far that is.
    /// - Throws: `Refusal`.
    public func revoke(
        ca id: String, to body: CertificateStatusBody, by caller: Caller
    ) async throws -> CARevocation {
        guard case .revoke(let reason) = try StatusChange(body) else {
            throw Refusal(.conflict, "ca-status", "A CA cannot be set to \(body.status.rawValue).")
        }
        let request = RevocationSeries(caID: id, reason: reason, caller: caller, at: clock.now())
        let (observers, cascadeMax) = (observers, configuration.cascadeMax)
        let outcome = try await database.write { tx in
            let ca = try tx.existingCertificateAuthority(id)
            if let series = try tx.runningSeries(of: ca) {
                return RevocationOutcome(ca: ca, series: series, revokedCAs: [])
            }
            return try tx.begin(request, of: ca, observers, cascadeMax: cascadeMax)
        }
        for caID in outcome.revokedCAs { issuers.forget(caID) }
        // Counted on a snapshot: nobody has to wait for it.
        let progress = try await database.read { try $0.progress(of: outcome.series) }
        return CARevocation(ca: try outcome.ca.payload(), revocation: progress)
    }

    /// As `revoke(ca:to:by:)`, for who does not care how far it is.
    public func updateStatus(
        of id: String, to body: CertificateStatusBody, by caller: Caller
    ) async throws -> CAPayload {
        try await revoke(ca: id, to: body, by: caller).ca
    }

    /// How far the revocation of a CA has come.
    /// - Throws: `Refusal` where there is no such CA, or its own revocation was never asked for.
    public func revocation(ofCA id: String) async throws -> RevocationProgress {
        try await database.read { snapshot in
            _ = try snapshot.existingCertificateAuthority(id)
            guard let series = try snapshot.revocationSeries(ofCA: id) else {
                throw Refusal(
                    .notFound, "revocation-not-found",
                    "Nobody asked to revoke CA \"\(id)\" itself; see the CA above it where it was revoked with that.")
            }
            return try snapshot.progress(of: series)
        }
    }
}

/// What became of a request to revoke a CA.
private struct RevocationOutcome: Sendable {
    let ca: CertificateAuthority
    let series: RevocationSeries
    let revokedCAs: [String]
}

extension Transaction {
    /// The series that a CA is revoked in; nil where it is in none.
    /// - Throws: `Refusal` where that is the series of a CA above it.
    fileprivate func runningSeries(of ca: CertificateAuthority) throws -> RevocationSeries? {
        guard ca.closingAt != nil else { return nil }
        guard let series = try revocationSeries(ofCA: ca.id) else {
            throw Refusal(
                .conflict, "ca-being-revoked",
                "CA \"\(ca.id)\" is being revoked with a CA above it; there is nothing left to ask for.")
        }
        return series
    }

    /// Revokes at once, or closes what is to be revoked in a series. What is in a series already keeps its reason, so
    /// the one for the CA above comes after it.
    fileprivate func begin(
        _ request: RevocationSeries, of ca: CertificateAuthority, _ observers: [CertificateObserver], cascadeMax: Int
    ) throws -> RevocationOutcome {
        var (judged, series) = (ca, request)
        try judged.revoke(request.reason, at: request.requestedAt)
        let isLarge = try liveCount(atAndBelow: ca.id, limit: min(cascadeMax, .max - 1) + 1) > cascadeMax
        if try isLarge || isAnyClosing(atOrBelow: ca.id) {
            try close(atAndBelow: ca.id, at: request.requestedAt)
            try put(series)
            return RevocationOutcome(ca: ca, series: series, revokedCAs: [])
        }
        var cascade = RevocationCascade(time: request.requestedAt, caller: request.caller, observers: observers)
        _ = try cascade.revoke(ca, request.reason, in: self)
        (series.revoked, series.finishedAt) = (cascade.revoked, request.requestedAt)
        try put(series)
        return RevocationOutcome(
            ca: try existingCertificateAuthority(ca.id), series: series, revokedCAs: cascade.revokedCAs)
    }

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
        try ensureIssuerStands(of: certificate)
        return try store(released, before: certificate, at: time, by: caller)
    }

    /// A revocation of the CA does not ask for what is on hold; what comes back from hold must not escape it either.
    private func ensureIssuerStands(of certificate: Certificate) throws {
        guard let ca = try certificateAuthority(certificate.caID), ca.status == .revoked || ca.closingAt != nil else {
            return
        }
        throw Refusal(
            .conflict, ca.status == .revoked ? "ca-revoked" : "ca-being-revoked",
            "Certificate \(certificate.serial.hex) stays on hold: its CA \"\(ca.id)\" is revoked, or about to be.")
    }

    /// Stores a new status and records the event.
    func store(
        _ certificate: Certificate, before: Certificate, at time: Timestamp, by caller: Caller
    ) throws -> CertificateChange {
        try updateStatus(of: certificate)
        record(
            try EventCatalog.certificateUpdateStatus.event(
                try certificate.payload(), about: certificate.serial.hex, at: time, by: caller))
        return CertificateChange(before: before, after: certificate, time: time, caller: caller)
    }
}
