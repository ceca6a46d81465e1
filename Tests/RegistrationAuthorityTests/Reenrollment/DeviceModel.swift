import Events

/// One device and its one slot, as the contract has them: no store, no certificates, only what counts.
struct DeviceModel {
    /// Who asked for a certificate.
    enum Client: Hashable {
        /// A bootstrap certificate.
        case bootstrap(Int)
        /// A certificate of the device, by its number.
        case own(Int)
    }

    struct Certificate {
        let key: Int
        let client: Client
        let issuedAt: Timestamp
        let notAfter: Timestamp
        var status = CertificateStatus.active
        /// Revoked because another took its place.
        var isSuperseded = false
        /// When another took its place.
        var endedAt: Timestamp?
    }

    enum Outcome: Equatable {
        case issued(events: [String])
        /// The certificate of that number, again.
        case replay(Int)
        case refused(String)
    }

    static let preventive = WireDuration.days(30)
    static let critical = WireDuration.days(3)
    static let grace = WireDuration.hours(24)

    private(set) var certificates: [Certificate] = []
    private(set) var hasWish = false
    var allowsNew = false
    var allowsExpired = false

    var active: Certificate? { certificates.last }

    var status: DeviceStatus {
        switch active?.status {
        case nil: .pendingProvisioning
        case .active: .fullyProvisioned
        case .nearingExpiration: .provisionedWithWarnings
        default: .requiresAction
        }
    }

    /// What an enrolment with a bootstrap certificate leads to.
    func enrollment(by bootstrap: Int, key: Int, at time: Timestamp) -> Outcome {
        guard let active else {
            return .issued(
                events: ["io.lamassuiot.device.create", "ca.sign-certificate", "io.lamassuiot.device.enroll"])
        }
        if isReplay(.bootstrap(bootstrap), key, time) { return .replay(certificates.count - 1) }
        guard !active.status.isLive || allowsNew else { return .refused("already-enrolled") }
        return .issued(events: cascade("enroll"))
    }

    /// What a renewal with a certificate of the device leads to.
    func renewal(by number: Int, key: Int, at time: Timestamp) -> Outcome {
        guard let active else { return .refused("") }
        if isReplay(.own(number), key, time) { return .replay(certificates.count - 1) }
        let presented = certificates[number]
        if let endedAt = presented.endedAt {
            let isLost =
                time <= endedAt + Self.grace && active.client == .own(number) && active.status.isLive
                && (presented.status != .revoked || presented.isSuperseded)
            return isLost ? .issued(events: cascade("reenroll")) : .refused("client-certificate-replaced")
        }
        if presented.status == .revoked { return .refused("client-certificate-revoked") }
        if time >= Self.end(presented), !allowsExpired { return .refused("client-certificate-expired") }
        let isNear = presented.status == .nearingExpiration || presented.status == .criticalExpiration
        guard time >= presented.notAfter - Self.preventive || isNear || hasWish || allowsNew else {
            return .refused("renewal-too-early")
        }
        return .issued(events: cascade("reenroll"))
    }

    private func isReplay(_ client: Client, _ key: Int, _ time: Timestamp) -> Bool {
        guard let active else { return false }
        return active.status.isLive && active.key == key && active.client == client
            && time <= active.issuedAt + Self.grace
    }

    private func cascade(_ last: String) -> [String] {
        ["ca.sign-certificate"] + (active?.status.isLive == true ? ["certificate.update.status"] : [])
            + ["io.lamassuiot.device.rotate", "io.lamassuiot.device.\(last)"]
    }

    private static func end(_ certificate: Certificate) -> Timestamp { certificate.notAfter + .seconds(1) }

    // What happened.

    mutating func issued(key: Int, to client: Client, until notAfter: Timestamp, at time: Timestamp) {
        if !certificates.isEmpty {
            let last = certificates.count - 1
            certificates[last].endedAt = time
            if certificates[last].status.isLive {
                certificates[last].status = .revoked
                certificates[last].isSuperseded = true
            }
        }
        certificates.append(Certificate(key: key, client: client, issuedAt: time, notAfter: notAfter))
        hasWish = false
    }

    mutating func revokedActive() { certificates[certificates.count - 1].status = .revoked }

    mutating func wished() { hasWish = true }

    /// The monitor looked.
    mutating func looked(at time: Timestamp) {
        guard var active else { return }
        if active.status == .active, time >= active.notAfter - Self.preventive, time < Self.end(active) {
            active.status = .nearingExpiration
            hasWish = true
        }
        if active.status == .nearingExpiration, time >= active.notAfter - Self.critical {
            active.status = .criticalExpiration
        }
        if active.status.isLive, time >= Self.end(active) { active.status = .expired }
        certificates[certificates.count - 1] = active
    }
}
