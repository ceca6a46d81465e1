public import PKIX

/// What a CA puts into the certificates that it issues, and for which requests. A value of this type cannot be wrong:
/// it is one of those that are built in, or was read from a body that was found to be without fault.
public struct IssuanceProfile: Sendable, Hashable {
    public let id: String
    public let summary: String
    public let subject: SubjectRules
    public let alternativeNames: AlternativeNameRules
    public let keys: KeyRules
    public let validity: ValidityRules
    public let basicConstraints: BasicConstraints
    public let keyUsage: KeyUsage
    /// Empty: no such extension.
    public let extendedKeyUsages: [OID]
    public let isExtendedKeyUsageCritical: Bool
    public let policies: [CertificatePolicy]
    public let customExtensions: [Extension]
    public let hasOCSPNoCheck: Bool
    public let validationPoints: ValidationPointRules
    /// The extensions that are the same in every certificate, in the order in which they are written.
    public let constantExtensions: [Extension]

    init(
        id: String, summary: String, subject: SubjectRules = .asRequested,
        alternativeNames: AlternativeNameRules = .asRequested, keys: KeyRules = .strong,
        validity: ValidityRules = ValidityRules(), basicConstraints: BasicConstraints = .leaf, keyUsage: KeyUsage,
        extendedKeyUsages: [OID] = [], isExtendedKeyUsageCritical: Bool = false, policies: [CertificatePolicy] = [],
        customExtensions: [Extension] = [], hasOCSPNoCheck: Bool = false,
        validationPoints: ValidationPointRules = .all
    ) {
        self.id = id
        self.summary = summary
        self.subject = subject
        self.alternativeNames = alternativeNames
        self.keys = keys
        self.validity = validity
        self.basicConstraints = basicConstraints
        self.keyUsage = keyUsage
        self.extendedKeyUsages = extendedKeyUsages
        self.isExtendedKeyUsageCritical = isExtendedKeyUsageCritical
        self.policies = policies
        self.customExtensions = customExtensions
        self.hasOCSPNoCheck = hasOCSPNoCheck
        self.validationPoints = validationPoints
        var extensions = [basicConstraints.extension, .keyUsage(keyUsage)]
        if !extendedKeyUsages.isEmpty {
            extensions.append(.extendedKeyUsage(extendedKeyUsages, critical: isExtendedKeyUsageCritical))
        }
        if !policies.isEmpty { extensions.append(.certificatePolicies(policies)) }
        if hasOCSPNoCheck { extensions.append(.ocspNoCheck) }
        constantExtensions = extensions + customExtensions
    }
}

/// Whether certificates are those of CAs (RFC 5280, section 4.2.1.9).
public enum BasicConstraints: Sendable, Hashable {
    case leaf
    /// - Parameter pathLength: how many CAs may follow below; nil for any number.
    case authority(pathLength: Int?)

    public var isAuthority: Bool { self != .leaf }

    public var pathLength: Int? {
        if case .authority(let pathLength) = self { pathLength } else { nil }
    }

    var `extension`: Extension { .basicConstraints(ca: isAuthority, pathLength: pathLength) }
}

/// Which addresses of the validation authority are written, where it has any.
public struct ValidationPointRules: Sendable, Hashable {
    public let crl: Bool
    public let ocsp: Bool
    public let caCertificate: Bool

    public static let all = ValidationPointRules(crl: true, ocsp: true, caCertificate: true)
    public static let none = ValidationPointRules(crl: false, ocsp: false, caCertificate: false)
}
