import PKIX

extension ConstantLints {
    /// A time-stamping key has no other purpose, and says so critically.
    static let timeStampingAlone = Lint<ConstantParts>(
        "time-stamping-alone", "RFC 3161, section 2.3"
    ) { parts in
        guard parts.purposes.contains(.timeStamping) else { return nil }
        let isCritical = parts.extensions.contains { $0.oid == .extendedKeyUsage && $0.isCritical }
        return parts.purposes.count == 1 && isCritical
            ? nil : "The purpose timeStamping stands alone, in a critical extension."
    }
}
