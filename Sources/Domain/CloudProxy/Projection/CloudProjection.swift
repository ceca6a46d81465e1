public import EventLog
public import Events
public import Storage

/// Keeps what the cloud proxy must know of CAs, certificates, DMSs and devices, from their events alone, and marks in
/// the same transaction what each event makes due.
///
/// Every row remembers the position of the newest event it tells of, so an event that comes again changes nothing, and
/// a rebuild from position 1 ends in the same rows.
public struct CloudProjection: Projector {
    private let signal: WorkSignal
    private let now: @Sendable () -> Timestamp

    /// What the projection reads of a log of ours. That a certificate was signed is not among it: nearly every event of a
    /// busy CA tells so, and a certificate concerns a cloud only once a device has it, whose event tells of it whole.
    public static let filter = EventFilter(
        types: EventCatalog.rows.map(\.name).filter { $0 != EventCatalog.caSignCertificate.name })

    /// - Parameter signal: wakes the reconciler.
    public init(signal: WorkSignal, now: @escaping @Sendable () -> Timestamp) {
        self.signal = signal
        self.now = now
    }

    /// - Throws: `DecodingError`, `PKIXError` where a payload is not what its type promises; `StorageError`.
    public func apply(_ events: [LoggedEvent], in tx: borrowing Transaction) throws {
        let moment = now()
        for event in events {
            guard let change = try ProjectedEvent(type: event.type, data: event.data) else { continue }
            try apply(change, at: event.position, moment, in: tx)
        }
        if let last = events.last {
            try tx.execute("DELETE FROM cloud_rebuild WHERE until_position <= \(last.position)")
        }
        signal.wake()
    }

    /// Empties the projection, so that it can be filled again by setting its subscription back to position 0. Nothing is
    /// worked on until it has come to `head`.
    /// - Parameter head: position of the last event in the log that the projection reads.
    public func beginRebuild(until head: Int64, in tx: borrowing Transaction) throws {
        for clear in CloudSchema.clearProjection { try tx.execute(clear) }
        try tx.execute("DELETE FROM cloud_rebuild")
        if head > 0 { try tx.execute("INSERT INTO cloud_rebuild (id, until_position) VALUES (1, \(head))") }
    }

    private func apply(
        _ change: ProjectedEvent, at position: Int64, _ moment: Timestamp, in tx: borrowing Transaction
    ) throws {
        switch change {
        case .ca(let ca, let labels):
            try apply(ca, labels: labels, at: position, moment, in: tx)
        case .caDeleted(let id):
            try applyDeletion(ofCA: id, at: position, moment, in: tx)
        case .certificate(let certificate, let isStatusChange):
            try apply(certificate, isStatusChange, at: position, moment, in: tx)
        case .dms(let dms):
            try apply(dms, at: position, moment, in: tx)
        case .device(let id, let alias, let dmsName, let status, let certificates):
            let key = ResourceKey(.device, id)
            guard try tx.isCloudNews(position, for: key) else { return }
            try tx.storeCloudDevice(id, alias: alias, dmsName: dmsName, status: status, at: position)
            for certificate in certificates {
                try tx.storeCloudCertificate(certificate, ofDevice: id, at: position)
            }
            try tx.markCloudWork(key, at: moment)
        }
    }

    private func apply(
        _ certificate: ProjectedCertificate, _ isStatusChange: Bool, at position: Int64, _ moment: Timestamp,
        in tx: borrowing Transaction
    ) throws {
        let known = try tx.cloudCertificatePosition(certificate.certificate.fingerprint)
        guard known.map({ $0 < position }) ?? true else { return }
        let device = try tx.storeCloudCertificate(certificate, ofDevice: nil, at: position)
        // A device may have told of its certificate before the CA did: with the issuer known it can be published.
        guard let device, isStatusChange || known == 0 else { return }
        try tx.markCloudWork(ResourceKey(.device, device), at: moment)
    }

    private func apply(
        _ ca: ProjectedCA, labels: Set<String>, at position: Int64, _ moment: Timestamp, in tx: borrowing Transaction
    ) throws {
        let key = ResourceKey(.ca, ca.id)
        guard try tx.isCloudNews(position, for: key) else { return }
        let old = try tx.cloudCA(ca.id)
        let oldConnectors = try tx.cloudConnectors(boundTo: ca.id)
        try tx.storeCloudCA(ca, labels: labels, at: position)
        let connectors = try tx.cloudConnectors(boundTo: ca.id)
        try tx.markCloudWork(key, at: moment)
        for connector in Set(oldConnectors).symmetricDifference(connectors).sorted() {
            try tx.markCloudScope(ofCA: ca.id, in: connector, at: moment)
        }
        let isSameAnchor = old.map { !$0.isDeleted && $0.certificate == ca.certificate } ?? false
        if !isSameAnchor { try markBundles(with: ca.id, moment, in: tx) }
        if old != nil, !isSameAnchor {
            for connector in connectors { try tx.markCloudScope(ofCA: ca.id, in: connector, at: moment) }
        }
    }

    private func applyDeletion(
        ofCA id: String, at position: Int64, _ moment: Timestamp, in tx: borrowing Transaction
    ) throws {
        guard try tx.isCloudNews(position, for: ResourceKey(.ca, id)) else { return }
        let connectors = try tx.cloudConnectors(boundTo: id)
        try tx.storeCloudCADeleted(id, at: position)
        try tx.markCloudWork(ResourceKey(.ca, id), at: moment)
        for connector in connectors { try tx.markCloudScope(ofCA: id, in: connector, at: moment) }
        try markBundles(with: id, moment, in: tx)
    }

    private func apply(
        _ dms: ProjectedDMS, at position: Int64, _ moment: Timestamp, in tx: borrowing Transaction
    ) throws {
        let key = ResourceKey(.dms, dms.name)
        guard try tx.isCloudNews(position, for: key) else { return }
        let old = try tx.cloudDMS(dms.name)
        try tx.storeCloudDMS(dms, at: position)
        try tx.markCloudWork(key, at: moment)
        guard dms.authorizedCA != old?.authorizedCA || dms.publishesDevices != (old?.publishesDevices ?? false) else {
            return
        }
        // With the old CA its devices belonged elsewhere, where their certificates are now to be kept current.
        let cas = Set([old?.authorizedCA, dms.authorizedCA].compactMap { $0 }).sorted()
        try tx.markCloudDevices(ofDMS: dms.name, authorizedCAs: cas, at: moment)
    }

    private func markBundles(with ca: String, _ moment: Timestamp, in tx: borrowing Transaction) throws {
        for row in try tx.query("SELECT dms_name FROM cloud_dms_ca WHERE ca_id = \(ca) ORDER BY dms_name") {
            try tx.markCloudWork(ResourceKey(.dms, try row.text(0)), at: moment)
        }
    }
}
