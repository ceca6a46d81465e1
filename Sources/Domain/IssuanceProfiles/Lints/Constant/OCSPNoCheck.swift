import PKIX

extension ConstantLints {
    /// Only responders are not asked about.
    static let ocspNoCheck = Lint<ConstantParts>(
        "ocsp-no-check", "RFC 6960, section 4.2.2.2.1", severity: .warning
    ) { parts in
        let has = parts.extensions.contains { $0.oid == .ocspNoCheck }
        return has && !parts.purposes.contains(.ocspSigning)
            ? "id-pkix-ocsp-nocheck is for certificates with the purpose OCSPSigning." : nil
    }
}
