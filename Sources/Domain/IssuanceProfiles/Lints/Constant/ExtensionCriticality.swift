import PKIX

extension ConstantLints {
    /// Some extensions must be critical, some must not.
    static let extensionCriticality = Lint<ConstantParts>(
        "extension-criticality", "RFC 5280, section 4.2"
    ) { parts in
        for each in parts.extensions {
            guard let demanded = ExtensionRules.criticality(of: each.oid), demanded != each.isCritical else { continue }
            return "The extension \(each.oid) must \(demanded ? "" : "not ")be critical."
        }
        return nil
    }
}
