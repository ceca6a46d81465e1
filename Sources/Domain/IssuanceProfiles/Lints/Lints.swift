public import ManagementAPI
public import PKIX

/// Looks at what is about to be signed before the key is used. The constant parts of a profile are looked at once, the
/// variable parts every time.
public enum Lints {
    /// The constant extensions of the certificates of one issuer under one profile.
    /// - Throws: `Refusal` that names the lint.
    public static func check(constant extensions: [Extension]) throws(Refusal) {
        let parts = try read(extensions)
        for lint in ConstantLints.all where lint.severity == .error { try lint.check(parts) }
    }

    /// What is allowed in the constant extensions, but most likely not meant.
    static func warnings(constant extensions: [Extension]) -> [ProfileWarning] {
        guard let parts = try? read(extensions) else { return [] }
        return ConstantLints.all.compactMap { lint in
            guard lint.severity == .warning, let sentence = lint.fault(parts) else { return nil }
            return ProfileWarning(lint: lint.name, source: lint.source, sentence: sentence)
        }
    }

    /// What differs from certificate to certificate.
    /// - Throws: `Refusal` that names the lint.
    public static func check(_ parts: VariableParts) throws(Refusal) {
        for lint in VariableLints.all { try lint.check(parts) }
    }

    /// A certificate of any kind, whole.
    /// - Parameter tbs: DER of the TBSCertificate.
    /// - Throws: `Refusal` that names the lint.
    public static func check(certificate tbs: [UInt8]) throws(Refusal) {
        _ = try read(certificate: tbs)
    }

    /// The certificate of a CA, whole: its own, one that was issued anew, or one that links its keys.
    /// - Parameter tbs: DER of the TBSCertificate.
    /// - Throws: `Refusal` that names the lint.
    public static func check(certificateAuthority tbs: [UInt8]) throws(Refusal) {
        let certificate = try read(certificate: tbs)
        for lint in AuthorityLints.all { try lint.check(certificate) }
    }

    /// Every lint, by name.
    public static let all: [(name: String, severity: LintSeverity, source: String)] =
        (ConstantLints.all.map { ($0.name, $0.severity, $0.source) }
        + VariableLints.all.map { ($0.name, $0.severity, $0.source) }
        + EncodingLints.all.map { ($0.name, $0.severity, $0.source) }
        + AuthorityLints.all.map { ($0.name, $0.severity, $0.source) }).sorted { $0.0 < $1.0 }

    private static func read(certificate tbs: [UInt8]) throws(Refusal) -> TBSCertificate {
        let certificate: TBSCertificate
        let names: [GeneralName]?
        do {
            certificate = try TBSCertificate(der: tbs)
            names = try certificate.extensions.value(.subjectAltName).map { der throws(PKIXError) in
                try GeneralName.decode(der)
            }
        } catch {
            throw Refusal(lint: "certificate-syntax", "RFC 5280, section 4.1", error.description)
        }
        for lint in EncodingLints.all { try lint.check(certificate) }
        try check(constant: certificate.extensions.all)
        try check(VariableParts(certificate, names: names))
        return certificate
    }

    private static func read(_ extensions: [Extension]) throws(Refusal) -> ConstantParts {
        do {
            return ConstantParts(extensions: extensions, fields: try CertificateExtensions(reading: extensions))
        } catch {
            throw Refusal(lint: "extension-syntax", "RFC 5280, section 4.2", error.description)
        }
    }
}
