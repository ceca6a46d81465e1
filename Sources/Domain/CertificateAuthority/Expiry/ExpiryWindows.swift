public import Events

/// How long before its end a certificate is said to near it, and then to be critical (lifecycles.md).
public struct ExpiryWindows: Sendable, Hashable {
    public let preventive: WireDuration
    public let critical: WireDuration

    /// Seven days and three.
    public static let standard = ExpiryWindows(preventive: .days(7), critical: .days(3))

    public init(preventive: WireDuration, critical: WireDuration) {
        self.preventive = preventive
        self.critical = critical
    }

    /// The moment of the next transition of something in this status; nil where none is left.
    /// - Parameter preventive: the certificate's own window, where it has one.
    func due(
        _ status: CertificateStatus, notAfter: Timestamp, preventive: WireDuration? = nil
    ) -> Timestamp? {
        switch status {
        case .active: min(notAfter - (preventive ?? self.preventive), Self.end(notAfter))
        case .nearingExpiration: min(notAfter - critical, Self.end(notAfter))
        case .criticalExpiration: Self.end(notAfter)
        case .expired, .revoked: nil
        }
    }

    /// The arrows that something in this status goes along, one after the other, when the time is `now`. Empty where
    /// nothing is due.
    func path(
        from status: CertificateStatus, notAfter: Timestamp, preventive: WireDuration? = nil, at now: Timestamp
    ) -> [CertificateStatus] {
        var path: [CertificateStatus] = []
        var status = status
        while let due = due(status, notAfter: notAfter, preventive: preventive), due <= now {
            status = Self.next(after: status, hasEnded: now >= Self.end(notAfter))
            path.append(status)
        }
        return path
    }

    /// The status that follows from the end of something that was not revoked, for what comes from outside.
    func status(notAfter: Timestamp, at now: Timestamp) -> CertificateStatus {
        path(from: .active, notAfter: notAfter, at: now).last ?? .active
    }

    /// What nobody saw near its end goes straight to it; from there on every arrow is gone along.
    private static func next(after status: CertificateStatus, hasEnded: Bool) -> CertificateStatus {
        switch status {
        case .active: hasEnded ? .expired : .nearingExpiration
        case .nearingExpiration: .criticalExpiration
        case .criticalExpiration, .expired: .expired
        case .revoked: .revoked
        }
    }

    /// Valid through the second that notAfter names (RFC 5280, section 4.1.2.5).
    private static func end(_ notAfter: Timestamp) -> Timestamp {
        notAfter + .seconds(1)
    }
}
