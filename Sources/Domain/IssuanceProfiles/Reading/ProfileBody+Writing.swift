public import ManagementAPI
import PKIX

extension ProfileBody {
    /// A profile as the management API shows it, with everything said.
    public init(_ profile: IssuanceProfile) {
        self.init(id: profile.id, keyUsage: profile.keyUsage.wireNames)
        summary = profile.summary
        subject = SubjectRulesBody(profile.subject)
        alternativeNames = AlternativeNameRulesBody(profile.alternativeNames)
        keys = KeyRulesBody(profile.keys)
        validity = ValidityRulesBody(profile.validity)
        basicConstraints = BasicConstraintsBody(
            ca: profile.basicConstraints.isAuthority, pathLength: profile.basicConstraints.pathLength)
        if !profile.extendedKeyUsages.isEmpty {
            extendedKeyUsages = profile.extendedKeyUsages.map(\.dotted)
            extendedKeyUsagesCritical = profile.isExtendedKeyUsageCritical
        }
        certificatePolicies = profile.policies.map { .init(oid: $0.oid.dotted, cps: $0.practiceStatement) }
        extensions = profile.customExtensions.map { each in
            .init(
                oid: each.oid.dotted, critical: each.isCritical,
                value: String(decoding: Base64.encode(each.value), as: UTF8.self))
        }
        ocspNoCheck = profile.hasOCSPNoCheck
        let points = profile.validationPoints
        validationPoints = .init(crl: points.crl, ocsp: points.ocsp, caCertificate: points.caCertificate)
        builtIn = profile.isBuiltIn
        warnings = profile.warnings
    }
}

extension IssuanceProfile {
    /// What is allowed, but most likely not meant.
    public var warnings: [ProfileWarning] {
        let usage = keyUsage
        let unfit = keys.families.filter { !usage.isSubset(of: $0.keyUsage) }
        let lint = VariableLints.keyUsageOfKey
        return Lints.warnings(constant: constantExtensions)
            + unfit.map { family in
                ProfileWarning(
                    lint: lint.name, source: lint.source,
                    sentence: "Keys of type \(family.description) are taken, and refused, because of the key usage "
                        + usage.subtracting(family.keyUsage).names.joined(separator: ", ") + ".")
            }
    }
}

extension SubjectRulesBody {
    fileprivate init(_ rules: SubjectRules) {
        self.init(attributes: rules.attributes.map(SubjectAttributeRuleBody.init), others: rules.others)
    }
}

extension SubjectAttributeRuleBody {
    fileprivate init(_ rule: SubjectAttributeRule) {
        let type = SubjectAttributeRule.name(rule.type)
        switch rule.action {
        case .take(let isRequired, let pattern, let countMax):
            self.init(
                type: type, rule: isRequired ? .required : .optional, pattern: pattern?.text, countMax: countMax)
        case .fixed(let value): self.init(type: type, rule: .fixed, value: value)
        case .dropped: self.init(type: type, rule: .dropped)
        case .refused: self.init(type: type, rule: .refused)
        }
    }
}

extension AlternativeNameRulesBody {
    fileprivate init(_ rules: AlternativeNameRules) {
        self.init(required: rules.isRequired, fromCommonName: rules.fromCommonName, others: rules.others)
        dns = rules.dns.map {
            .init(countMax: $0.countMax, suffixes: $0.suffixes.orNil, wildcards: $0.allowsWildcards)
        }
        ip = rules.ip.map { .init(countMax: $0.countMax, networks: $0.networks.map(\.description).orNil) }
        email = rules.email.map { .init(countMax: $0.countMax, suffixes: $0.suffixes.orNil) }
        uri = rules.uri.map { .init(countMax: $0.countMax, schemes: $0.schemes.orNil) }
    }
}

extension KeyRulesBody {
    fileprivate init(_ rules: KeyRules) {
        self.init(
            rsa: rules.rsaBits.map { .init(min: $0.lowerBound, max: $0.upperBound) }, ecdsa: rules.curves.sorted(),
            ed25519: rules.ed25519, mlDSA: rules.mlDSA.sorted())
    }
}

extension ValidityRulesBody {
    fileprivate init(_ rules: ValidityRules) {
        self.init(exceedIssuer: rules.exceedingIssuer, backdating: rules.backdating)
        switch rules.length {
        case .ofAuthority: break
        case .atMost(let duration): maximum = duration
        case .fixed(let validity): fixed = validity
        }
    }
}

extension Array {
    fileprivate var orNil: Self? { isEmpty ? nil : self }
}
