import PKIX

/// What changed lately, so that an answer which was computed before a change is not kept after it.
struct RecentChanges {
    /// In the order of the log.
    private var changes: [(position: Int64, serial: SerialNumber)] = []
    /// All changes after this position are here.
    private var completeAfter: Int64

    private static let countMax = 4_096

    /// - Parameter position: in the log; of what was before it nothing is known.
    init(after position: Int64) {
        completeAfter = position
    }

    /// A change that may touch every answer.
    mutating func noteAll(at position: Int64) {
        changes.removeAll(keepingCapacity: true)
        completeAfter = position
    }

    mutating func note(_ serial: SerialNumber, at position: Int64) {
        changes.append((position, serial))
        guard changes.count > Self.countMax else { return }
        // Half of them at once, so that a storm of changes does not move the array each time.
        let dropped = Self.countMax / 2
        completeAfter = changes[dropped - 1].position
        changes.removeFirst(dropped)
    }

    /// Whether what a snapshot at this position of the log said of the certificate is still so, as far as was followed.
    func isCurrent(_ serial: SerialNumber, asOf position: Int64) -> Bool {
        guard position >= completeAfter else { return false }
        return !changes.reversed().prefix { $0.position > position }.contains { $0.serial == serial }
    }
}
