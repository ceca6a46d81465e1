import EventLog
import Events
import ManagementAPI
import Storage

/// Revokes a CA depth first: what it issued, the CAs below it, then itself (events.md, section 5). It looks for what is
/// live and remembers nothing, so it may stop anywhere and be taken up by anybody: what is revoked says where it stands.
struct RevocationCascade {
    let time: Timestamp
    let caller: Caller
    let observers: [CertificateObserver]
    /// How many certificates and CAs are revoked before it stops.
    let limit: Int
    private(set) var revoked = 0
    private(set) var revokedCAs: [String] = []

    init(time: Timestamp, caller: Caller, observers: [CertificateObserver], limit: Int = .max) {
        self.time = time
        self.caller = caller
        self.observers = observers
        self.limit = limit
    }

    /// No recursion, for hierarchies are as deep as people make them, and imported ones may even go in circles.
    /// - Returns: whether the CA is revoked, and with it everything below; false where the limit came first.
    mutating func revoke(
        _ ca: CertificateAuthority, _ reason: RevocationReason, in tx: borrowing Transaction
    ) throws -> Bool {
        var path = [(ca: ca, reason: reason)]
        while let (ca, reason) = path.last {
            let below = Self.reasonBelow(reason)
            for certificate in try tx.liveCertificates(ofCA: ca.id, limit: limit - revoked) {
                let change = try tx.revoke(certificate, below, at: time, by: caller)
                for observer in observers { try observer(change, tx) }
                revoked += 1
            }
            guard revoked < limit else { return false }
            let above = path.map(\.ca.id)
            if let child = try tx.liveChildren(ofCA: ca.id, limit: path.count + 1).first(where: {
                !above.contains($0.id)
            }) {
                path.append((child, below))
            } else {
                try finish(ca, reason, in: tx)
                path.removeLast()
            }
        }
        return true
    }

    private mutating func finish(
        _ ca: CertificateAuthority, _ reason: RevocationReason, in tx: borrowing Transaction
    ) throws {
        var ca = ca
        try ca.revoke(reason, at: time)
        try tx.updateStatus(of: ca)
        tx.record(try EventCatalog.caUpdateStatus.event(try ca.payload(), about: ca.id, at: time, by: caller))
        revokedCAs.append(ca.id)
        revoked += 1
    }

    /// What hangs on a compromised CA is itself in doubt; else its issuer just ended.
    private static func reasonBelow(_ reason: RevocationReason) -> RevocationReason {
        reason == .caCompromise || reason == .keyCompromise ? .caCompromise : .cessationOfOperation
    }
}
