public import PKIX

/// Which public keys are certified.
public struct KeyRules: Sendable, Hashable {
    /// Nil takes no RSA key.
    public let rsaBits: ClosedRange<Int>?
    /// Sizes of NIST prime curves.
    public let curves: Set<Int>
    public let ed25519: Bool
    /// Parameter sets (FIPS 204).
    public let mlDSA: Set<Int>

    /// Everything that is of 112 bits of strength or more, and not so large that it hurts.
    public static let strong = KeyRules(rsaBits: 2048...4096, curves: [256, 384, 521], ed25519: true, mlDSA: [65, 87])

    public var families: [KeyFamily] {
        var all: [KeyFamily] = []
        if rsaBits != nil { all.append(.rsa) }
        if !curves.isEmpty { all.append(.ec) }
        if ed25519 { all.append(.edwards) }
        if !mlDSA.isEmpty { all.append(.mlDSA) }
        return all
    }

    public func allows(_ key: PublicKeyKind) -> Bool {
        switch KnownKey(key) {
        case .rsa(let bits): rsaBits?.contains(bits) == true
        case .ec(let bits): curves.contains(bits)
        case .edwards: ed25519
        case .mlDSA(let set): mlDSA.contains(set)
        case .unknown: false
        }
    }

    /// For refusals: `RSA of 2048 to 4096 bits, P-256, P-384, Ed25519`.
    var description: String {
        var parts: [String] = []
        if let rsaBits { parts.append("RSA of \(rsaBits.lowerBound) to \(rsaBits.upperBound) bits") }
        parts += curves.sorted().map { "P-\($0)" }
        if ed25519 { parts.append("Ed25519") }
        parts += mlDSA.sorted().map { "ML-DSA-\($0)" }
        return parts.joined(separator: ", ")
    }
}
