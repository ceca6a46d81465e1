import EventLog
import Events
import PKIX
import Storage

extension ExpiryMonitor {
    /// Makes the due moments those of the configured windows, where these changed since they were last applied. Bounded
    /// transactions; one that is cut off is gone on with at the next call.
    public func applyWindows() async throws {
        while try await applyWindowsStep() {}
    }

    /// - Returns: whether there is more to do.
    func applyWindowsStep() async throws -> Bool {
        let windows = cas.configuration.windows
        // The store keeps milliseconds.
        let wanted = ExpiryWindows(
            preventive: .init(milliseconds: windows.preventive.milliseconds),
            critical: .init(milliseconds: windows.critical.milliseconds))
        let seen = try await cas.database.read { try $0.appliedWindows() }
        if let seen, seen.windows == wanted, seen.isComplete { return false }
        let transitions = ExpiryTransitions(windows: wanted, observers: cas.observers, time: cas.clock.now())
        let limit = configuration.windowsBatchMax
        return try await cas.database.write { tx in
            var applied = try tx.appliedWindows() ?? Self.untouched(wanted)
            if applied.windows != wanted { applied = AppliedWindows(beginning: wanted) }
            if applied.lastCA != nil {
                try transitions.applyToCAs(&applied, limit: limit, in: tx)
            } else if applied.lastCertificate != nil {
                try transitions.applyToCertificates(&applied, limit: limit, in: tx)
            }
            try tx.put(applied)
            return !applied.isComplete
        }
    }

    /// What was stored before there was a monitor has the moments of the standard windows.
    private static func untouched(_ wanted: ExpiryWindows) -> AppliedWindows {
        var applied = AppliedWindows(beginning: .standard)
        if wanted == .standard { (applied.lastCA, applied.lastCertificate) = (nil, nil) }
        return applied
    }
}

extension ExpiryTransitions {
    fileprivate func applyToCAs(_ applied: inout AppliedWindows, limit: Int, in tx: borrowing Transaction) throws {
        let cas = try tx.query(
            """
            SELECT \(CertificateAuthority.columns) FROM ca WHERE id > \(applied.lastCA) ORDER BY id LIMIT \(limit)
            """
        ).map(CertificateAuthority.init(row:))
        for ca in cas where ca.dueAt != nil && ca.deletedAt == nil { try apply(to: ca, in: tx) }
        applied.lastCA = cas.count < limit ? nil : cas.last?.id
    }

    private func apply(to ca: CertificateAuthority, in tx: borrowing Transaction) throws {
        var ca = ca
        if ca.status == .nearingExpiration, !isNearing(ca.notAfter, nil) {
            ca.status = .active
            tx.record(
                try EventCatalog.caUpdateStatus.event(try ca.payload(), about: ca.id, at: time, by: Self.caller))
        }
        ca.dueAt = windows.due(ca.status, notAfter: ca.notAfter)
        try tx.updateStatus(of: ca)
    }

    fileprivate func applyToCertificates(
        _ applied: inout AppliedWindows, limit: Int, in tx: borrowing Transaction
    ) throws {
        let rows = try tx.query(
            """
            SELECT serial, status, not_after, preventive, due_at FROM certificate
            WHERE serial > \(applied.lastCertificate) ORDER BY serial LIMIT \(limit)
            """)
        for row in rows where try row.integerOrNull(4) != nil { try apply(to: row, in: tx) }
        applied.lastCertificate = rows.count < limit ? nil : try rows.last?.bytes(0)
    }

    private func apply(to row: Row, in tx: borrowing Transaction) throws {
        let serial = try row.bytes(0)
        let status: CertificateStatus = try row.wire(1)
        let notAfter = Timestamp(milliseconds: try row.integer(2))
        let preventive = try row.integerOrNull(3).map { WireDuration(milliseconds: $0) }
        if status == .nearingExpiration, !isNearing(notAfter, preventive),
            let certificate = try tx.certificate(SerialNumber(bytes: serial))
        {
            _ = try move(certificate, to: .active, in: tx)
            return
        }
        let due = windows.due(status, notAfter: notAfter, preventive: preventive)?.milliseconds
        guard try row.integerOrNull(4) != due else { return }
        try tx.execute("UPDATE certificate SET due_at = \(due) WHERE serial = \(serial)")
    }

    private func isNearing(_ notAfter: Timestamp, _ preventive: WireDuration?) -> Bool {
        windows.path(from: .active, notAfter: notAfter, preventive: preventive, at: time).isEmpty == false
    }
}
