import CertificateAuthority
import Events
import PKIX

/// What has changed since a complete list: the difference of the two lists themselves, so that it does not matter which
/// of two revocations of the same second was committed first (RFC 5280, 5.2.4).
struct DeltaEntries {
    let entries: [CRLEntry]

    /// - Parameters:
    ///   - base: nil where it is not kept any more; all that is revoked is then told again, which is true of any base.
    ///   - released: taken off hold since the base, also where the hold was younger than the base: a list in between
    ///     may have told of it.
    init(of current: [CRLEntry], since base: [CRLEntry]?, released: [ReleasedCertificate]) {
        guard let base else {
            entries = current
            return
        }
        var before: [SerialNumber: CRLReason] = [:]
        before.reserveCapacity(base.count)
        for entry in base { before[entry.serial] = entry.reason }
        let added = current.filter { before[$0.serial] != $0.reason }
        var listed = Set(current.map(\.serial))
        var removed: [CRLEntry] = []
        for each in released where listed.insert(each.serial).inserted {
            removed.append(.removed(each.serial, at: each.releasedAt.seconds))
        }
        for entry in base where listed.insert(entry.serial).inserted {
            removed.append(.removed(entry.serial, at: entry.revocationDate))
        }
        entries = added + removed
    }
}

extension CRLEntry {
    fileprivate static func removed(_ serial: SerialNumber, at seconds: Int64) -> CRLEntry {
        CRLEntry(serial: serial, revocationDate: seconds, reason: .removeFromCRL)
    }

    init(_ revoked: RevokedCertificate) {
        self.init(
            serial: revoked.serial, revocationDate: revoked.revocation.time.seconds,
            reason: CRLReason(revoked.revocation.reason))
    }
}

extension CRLEntries {
    init(_ entries: [CRLEntry]) {
        self.init(capacity: entries.count)
        for entry in entries { append(entry) }
    }
}
