import CertificateAuthority
import EventLog
import Events
import PKIX
import Storage

/// Notes, from the events alone, which lists must tell of something new. Whatever the order and number of times, what
/// is published is what the tables say then.
struct CRLProjection: Projector {
    let clock: WallClock

    static let types = [
        EventCatalog.caCreate.name, EventCatalog.caImport.name, EventCatalog.caUpdateStatus.name,
        EventCatalog.caUpdateMetadata.name, EventCatalog.caDelete.name, EventCatalog.certificateUpdateStatus.name,
    ]

    /// What a batch of events makes due, each place once.
    private struct Places {
        var cas: Set<String> = []
        var deleted: Set<String> = []
        var changed: Set<Change> = []
    }

    private struct Change: Hashable {
        let caID: String
        let key: Int
        let lastOctet: UInt8
    }

    func apply(_ events: [LoggedEvent], in tx: borrowing Transaction) throws {
        var places = Places()
        for event in events { try add(event, to: &places, tx) }
        let now = clock.now()
        if !places.cas.isEmpty {
            for key in try tx.issuingKeys() where places.cas.contains(key.caID) {
                try tx.openSeries(of: key, at: now)
            }
        }
        for caID in places.deleted { try tx.closeSeries(ofCA: caID) }
        try mark(places.changed, in: tx, at: now)
    }

    private func add(_ event: LoggedEvent, to places: inout Places, _ tx: borrowing Transaction) throws {
        guard let slash = event.subject.utf8.firstIndex(of: 0x2f) else { return }
        let name = String(event.subject[event.subject.index(after: slash)...])
        switch event.type {
        case EventCatalog.certificateUpdateStatus.name:
            try addCertificate(name, at: event.time, to: &places, tx)
        case EventCatalog.caDelete.name:
            places.deleted.insert(name)
        default:
            places.cas.insert(name)
            guard let ca = try tx.certificateAuthority(name), ca.status == .revoked else { return }
            for link in try tx.issuedLinks(ofCA: name) {
                places.changed.insert(Change(caID: name, key: link.issuerKey, lastOctet: link.serial.bytes.last ?? 0))
            }
            guard let parent = ca.parentID else { return }
            places.changed.insert(Change(caID: parent, key: ca.issuerKey, lastOctet: ca.serial.bytes.last ?? 0))
        }
    }

    /// Revoked, or released by this very event; that a certificate runs out is no news for a list.
    private func addCertificate(
        _ hex: String, at time: Timestamp, to places: inout Places, _ tx: borrowing Transaction
    ) throws {
        let serial = try SerialNumber(hex: hex)
        guard let standing = try tx.crlStanding(ofCertificate: serial) else { return }
        let isReleased = standing.releasedAt.map { $0 >= time } ?? false
        guard standing.status == .revoked || isReleased else { return }
        places.changed.insert(
            Change(caID: standing.caID, key: standing.issuerKey, lastOctet: serial.bytes.last ?? 0))
    }

    private func mark(_ changes: Set<Change>, in tx: borrowing Transaction, at now: Timestamp) throws {
        var marked: Set<CRLScope> = []
        var counts: [CRLScope: Int] = [:]
        for change in changes {
            let whole = CRLScope(caID: change.caID, key: change.key)
            let count = try counts[whole] ?? tx.shardCount(ofCA: change.caID, key: change.key)
            counts[whole] = count
            let shard = count > 0 ? Int(change.lastOctet) % count : nil
            guard marked.insert(CRLScope(caID: change.caID, key: change.key, shard: shard)).inserted else { continue }
            try tx.mark(ofCA: change.caID, key: change.key, shard: shard, at: now)
        }
    }
}
