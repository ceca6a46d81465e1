import PKIX

extension AuthorityLints {
    /// A CA's key usage is there, is critical, and lets it sign certificates and CRLs.
    static let keyUsage = Lint<TBSCertificate>(
        "ca-key-usage", "RFC 5280, section 4.2.1.3"
    ) { parts in
        guard let usage = parts.extensions.keyUsage, usage.isSuperset(of: [.keyCertSign, .cRLSign]) else {
            return "The key usage of a CA lacks keyCertSign or cRLSign."
        }
        return parts.extensions.all.contains { $0.oid == .keyUsage && $0.isCritical }
            ? nil : "The key usage of a CA is not critical."
    }
}
