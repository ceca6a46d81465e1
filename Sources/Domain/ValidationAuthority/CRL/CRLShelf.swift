import Synchronization

/// The newest lists that were asked for, so that a list of megabytes is not read from the database each time. What is
/// the newest is asked of the database.
final class CRLShelf: Sendable {
    private struct Place: Hashable {
        let scope: CRLScope
        let kind: CRLKind
    }

    private struct Kept {
        var lists: [Place: PublishedCRL] = [:]
        var size = 0
    }

    private let kept = Mutex(Kept())
    private let sizeMax: Int

    /// - Parameter sizeMax: in bytes, of all lists together.
    init(sizeMax: Int = 32 << 20) {
        self.sizeMax = sizeMax
    }

    func crl(_ scope: CRLScope, _ kind: CRLKind, number: Int64) -> PublishedCRL? {
        guard let crl = kept.withLock({ $0.lists[Place(scope: scope, kind: kind)] }), crl.number == number else {
            return nil
        }
        return crl
    }

    func put(_ crl: PublishedCRL) {
        guard crl.der.count <= sizeMax else { return }
        kept.withLock { kept in
            let place = Place(scope: crl.scope, kind: crl.kind)
            kept.size += crl.der.count - (kept.lists[place]?.der.count ?? 0)
            kept.lists[place] = crl
            // Rare and simple: who has more lists than fit begins again.
            guard kept.size > sizeMax else { return }
            kept.lists = [place: crl]
            kept.size = crl.der.count
        }
    }
}
