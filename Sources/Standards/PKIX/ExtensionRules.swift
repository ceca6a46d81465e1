/// What RFC 5280, 4.2, says of extensions by their kind alone.
public enum ExtensionRules {
    public static let subjectDirectoryAttributes = OID(2, 5, 29, 9)
    public static let freshestCRL = OID(2, 5, 29, 46)
    public static let inhibitAnyPolicy = OID(2, 5, 29, 54)
    public static let subjectInfoAccess = OID(1, 3, 6, 1, 5, 5, 7, 1, 11)
    /// The special policy anyPolicy (RFC 5280, 4.2.1.4).
    public static let anyPolicy = OID(2, 5, 29, 32, 0)

    /// True for what must be critical, false for what must not be; nil for what may be either.
    public static func criticality(of oid: OID) -> Bool? {
        if mustBeCritical.contains(oid) { return true }
        return mustNotBeCritical.contains(oid) ? false : nil
    }

    /// Whether it may stand in certificates of CAs only.
    public static func isForAuthoritiesOnly(_ oid: OID) -> Bool { forAuthoritiesOnly.contains(oid) }

    private static let mustBeCritical: Set<OID> = [.nameConstraints, .policyConstraints, inhibitAnyPolicy]
    private static let mustNotBeCritical: Set<OID> = [
        .subjectKeyIdentifier, .authorityKeyIdentifier, .authorityInfoAccess, freshestCRL, subjectInfoAccess,
        subjectDirectoryAttributes,
    ]
    private static let forAuthoritiesOnly: Set<OID> = [
        .nameConstraints, .policyConstraints, .policyMappings, inhibitAnyPolicy,
    ]
}
