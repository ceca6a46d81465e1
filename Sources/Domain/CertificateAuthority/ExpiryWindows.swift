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
        case .active: notAfter - (preventive ?? self.preventive)
        case .nearingExpiration: notAfter - critical
        // Valid through the second that notAfter names (RFC 5280, section 4.1.2.5).
        case .criticalExpiration: notAfter + .seconds(1)
        case .expired, .revoked: nil
        }
    }
}
