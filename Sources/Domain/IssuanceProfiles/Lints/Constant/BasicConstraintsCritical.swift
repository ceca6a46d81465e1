import PKIX

extension ConstantLints {
    /// A CA says critically that it is one.
    static let basicConstraintsCritical = Lint<ConstantParts>(
        "basic-constraints-critical", "RFC 5280, section 4.2.1.9"
    ) { parts in
        guard parts.fields.isCA else { return nil }
        return parts.extensions.contains { $0.oid == .basicConstraints && $0.isCritical }
            ? nil : "The basic constraints of a CA are not critical."
    }
}
