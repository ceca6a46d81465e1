public import PKIX

extension IssuanceProfile {
    /// What a request must look like to be granted, as a server tells its clients beforehand (RFC 7030, section 4.5;
    /// RFC 9908). The attributes of the subject that every certificate gets are among it with their values, so that a
    /// request that is made by it, and the certificate, have the same subject.
    ///
    /// Where keys of one family alone are certified, the smallest of it is named; where there is a choice, none is, for a
    /// list of attributes cannot say "one of these".
    /// - Parameter required: attributes of the subject that must be there, whatever the profile says.
    public func csrAttributes(requiring required: [OID] = []) -> [CSRAttributes.Item] {
        let template = RequestTemplate(
            subject: wantedSubject(required), key: keys.onlyKind, extensions: alternativeNames.wanted)
        guard template != RequestTemplate() else { return [] }
        return keys.onlyKind.map { [.key($0), .template(template)] } ?? [.template(template)]
    }

    private func wantedSubject(_ required: [OID]) -> [RequestTemplate.SubjectAttribute] {
        var wanted: [RequestTemplate.SubjectAttribute] = []
        for rule in subject.attributes {
            if case .fixed(let text) = rule.action, !required.contains(rule.type) {
                wanted.append(.init(type: rule.type, text: text))
            }
        }
        for rule in subject.attributes {
            if case .take(isRequired: true, _, _) = rule.action, !required.contains(rule.type) {
                wanted.append(.init(type: rule.type))
            }
        }
        return wanted + required.map { RequestTemplate.SubjectAttribute(type: $0) }
    }
}

extension KeyRules {
    /// The smallest key of the only family that is taken.
    fileprivate var onlyKind: PublicKeyKind? {
        guard families.count == 1 else { return nil }
        if let rsaBits { return .rsa(bits: rsaBits.lowerBound) }
        if let bits = curves.min() { return .ecdsa(bits: bits) }
        if ed25519 { return .ed25519 }
        return mlDSA.min() == 65 ? .mlDSA65 : .mlDSA87
    }
}

extension AlternativeNameRules {
    fileprivate var wanted: [RequestTemplate.ExtensionTemplate] {
        isRequired && !fromCommonName ? [.init(oid: .subjectAltName)] : []
    }
}
