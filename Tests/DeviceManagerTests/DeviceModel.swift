import Events

/// What a device should be, by the lifecycle alone: small enough to be right at a glance.
struct DeviceModel {
    struct Slot {
        var status: CertificateStatus
        /// Milliseconds since 1970.
        var end: Int64
        var isWished = false
        var archived = 0
        /// Its certificate names the device, and not something else.
        var isOwn: Bool
    }

    private(set) var slots: [String: Slot] = [:]
    private(set) var isDecommissioned = false
    /// It may enrol though it has a live certificate, and renew when it likes.
    private(set) var allowsNew = false

    /// Nil before it is registered.
    var status: DeviceStatus? {
        if isDecommissioned { return .decommissioned }
        let worst = slots.values.map(\.status)
        if worst.isEmpty { return nil }
        if worst.contains(where: { [.criticalExpiration, .expired, .revoked].contains($0) }) { return .requiresAction }
        return worst.contains(.nearingExpiration) ? .provisionedWithWarnings : .fullyProvisioned
    }

    /// - Returns: whether it may be done.
    mutating func enroll(_ slot: String, end: Int64) -> Bool {
        guard !isDecommissioned, slots[slot]?.status.isLive != true || allowsNew else { return false }
        put(slot, end, isOwn: true)
        return true
    }

    mutating func replace(_ slot: String, end: Int64) -> Bool {
        guard !isDecommissioned, !slots.isEmpty else { return false }
        put(slot, end, isOwn: false)
        return true
    }

    /// By the certificate in the slot.
    mutating func renew(_ slot: String, end: Int64) -> Bool {
        guard !isDecommissioned, let old = slots[slot], old.isOwn, old.status.isLive,
            old.isWished || old.status != .active || allowsNew
        else { return false }
        put(slot, end, isOwn: true)
        return true
    }

    mutating func revoke(_ slot: String) -> Bool {
        guard !isDecommissioned, slots[slot]?.status.isLive == true else { return false }
        slots[slot]?.status = .revoked
        return true
    }

    mutating func wish(_ slot: String, _ isWished: Bool) -> Bool {
        guard !isDecommissioned, slots[slot] != nil else { return false }
        slots[slot]?.isWished = isWished
        return true
    }

    mutating func allow(_ allowsNew: Bool) -> Bool {
        guard !isDecommissioned, !slots.isEmpty else { return false }
        self.allowsNew = allowsNew
        return true
    }

    mutating func decommission() -> Bool {
        guard !slots.isEmpty else { return false }
        guard !isDecommissioned else { return true }
        isDecommissioned = true
        for slot in slots.keys {
            if slots[slot]?.status.isLive == true { slots[slot]?.status = .revoked }
            slots[slot]?.isWished = false
        }
        return true
    }

    /// The windows: a week and three days.
    mutating func look(at now: Int64) {
        let day: Int64 = 86_400_000
        for (name, slot) in slots where slot.status.isLive {
            let left = slot.end - now
            let status: CertificateStatus =
                left <= 0
                ? .expired : left <= 3 * day ? .criticalExpiration : left <= 7 * day ? .nearingExpiration : .active
            // What nobody saw near its end goes straight to it, and nobody asks for anything any more.
            if slot.status == .active, status.isLive, status != .active { slots[name]?.isWished = true }
            slots[name]?.status = status
        }
    }

    private mutating func put(_ slot: String, _ end: Int64, isOwn: Bool) {
        let archived = slots[slot].map { min($0.archived + 1, 10) } ?? 0
        slots[slot] = Slot(status: .active, end: end, archived: archived, isOwn: isOwn)
    }
}
