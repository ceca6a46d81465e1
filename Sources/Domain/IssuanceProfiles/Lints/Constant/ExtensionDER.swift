import PKIX

extension ConstantLints {
    /// The value of an extension is DER.
    static let extensionDER = Lint<ConstantParts>(
        "extension-der", "X.690, section 10"
    ) { parts in
        parts.extensions.lazy.compactMap { fault(in: $0) }.first
    }

    private static func fault(in extension: Extension) -> String? {
        do {
            try DERSyntax.check(`extension`.value)
            return nil
        } catch {
            return "The value of the extension \(`extension`.oid) is not DER: \(error.message)"
        }
    }
}
