import PKIX

extension ConstantLints {
    /// A certificate is used for a purpose only if both extensions allow it.
    static let purposesAndKeyUsage = Lint<ConstantParts>(
        "extended-key-usage-and-key-usage", "RFC 5280, section 4.2.1.12"
    ) { parts in
        guard let wrong = parts.purposes.first(where: { consistent[$0].map(parts.keyUsage.isDisjoint) == true }) else {
            return nil
        }
        return "No bit of the key usage goes with the purpose \(wrong)."
    }
}

/// Bits of which at least one is needed.
private let consistent: [OID: KeyUsage] = [
    .serverAuth: [.digitalSignature, .keyEncipherment, .keyAgreement],
    .clientAuth: [.digitalSignature, .keyAgreement], .codeSigning: .digitalSignature,
    .emailProtection: [.digitalSignature, .contentCommitment, .keyEncipherment, .keyAgreement],
    .timeStamping: [.digitalSignature, .contentCommitment], .ocspSigning: [.digitalSignature, .contentCommitment],
]
