import EventLog
import Events
import ManagementAPI
import Storage

/// Moves what is due along the arrows of the lifecycle, each with its event and what follows from it.
struct ExpiryTransitions {
    let windows: ExpiryWindows
    let observers: [CertificateObserver]
    let time: Timestamp
    private(set) var changedCAs: [String] = []

    /// Who the events say it was.
    static let caller = Caller(actor: "expiry-monitor")

    init(windows: ExpiryWindows, observers: [CertificateObserver], time: Timestamp) {
        self.windows = windows
        self.observers = observers
        self.time = time
    }

    /// Each is looked at in the transaction that changes it, so it does not matter who else does the same.
    mutating func run(limit: Int, in tx: borrowing Transaction) throws {
        let cas = try tx.query(DueTable.cas(time, limit: limit)).map(CertificateAuthority.init(row:))
        for ca in cas { try move(ca, in: tx) }
        let left = limit - cas.count
        let certificates = try tx.query(DueTable.certificates(time, limit: left)).map(Certificate.init(row:))
        for certificate in certificates { try move(certificate, in: tx) }
    }

    mutating func move(_ ca: CertificateAuthority, in tx: borrowing Transaction) throws {
        var ca = ca
        let path = ca.deletedAt == nil ? windows.path(from: ca.status, notAfter: ca.notAfter, at: time) : []
        for status in path {
            ca.status = status
            tx.record(
                try EventCatalog.caUpdateStatus.event(try ca.payload(), about: ca.id, at: time, by: Self.caller))
        }
        ca.dueAt = ca.deletedAt == nil ? windows.due(ca.status, notAfter: ca.notAfter) : nil
        try tx.updateStatus(of: ca)
        if !path.isEmpty { changedCAs.append(ca.id) }
    }

    func move(_ certificate: Certificate, in tx: borrowing Transaction) throws {
        let path = windows.path(
            from: certificate.status, notAfter: certificate.notAfter, preventive: certificate.preventive, at: time)
        guard !path.isEmpty else {
            var certificate = certificate
            certificate.dueAt = due(certificate)
            return try tx.updateStatus(of: certificate)
        }
        var current = certificate
        for status in path { current = try move(current, to: status, in: tx) }
    }

    /// One arrow.
    func move(
        _ certificate: Certificate, to status: CertificateStatus, in tx: borrowing Transaction
    ) throws -> Certificate {
        var moved = certificate
        moved.status = status
        moved.dueAt = due(moved)
        let change = try tx.store(moved, before: certificate, at: time, by: Self.caller)
        for observer in observers { try observer(change, tx) }
        return moved
    }

    private func due(_ certificate: Certificate) -> Timestamp? {
        windows.due(certificate.status, notAfter: certificate.notAfter, preventive: certificate.preventive)
    }
}
