public import ManagementAPI
public import PKIX

/// What of the subject that a request asks for stands in the certificate.
public struct SubjectRules: Sendable, Hashable {
    /// At most one of each type.
    public let attributes: [SubjectAttributeRule]
    public let others: Treatment

    /// The subject of the request, byte for byte.
    public static let asRequested = SubjectRules(attributes: [], others: .kept)

    /// - Throws: `Refusal` with the code `csr-subject`, which names the attribute.
    func apply(to subject: Name) throws(Refusal) -> Name {
        if attributes.isEmpty && others == .kept { return subject }
        var dropped = try droppedTypes(of: subject)
        for rule in attributes {
            switch rule.action {
            case .fixed: dropped.insert(rule.type)
            case .take(let isRequired, let pattern, let countMax):
                try rule.check(subject, isRequired, pattern, countMax)
            case .dropped, .refused: continue
            }
        }
        let kept = dropped.isEmpty ? subject : subject.keeping { !dropped.contains($0.type) }
        return fixed.isEmpty ? kept : fixed.followed(by: kept)
    }

    private func droppedTypes(of subject: Name) throws(Refusal) -> Set<OID> {
        var dropped: Set<OID> = []
        for attribute in subject.relativeNames.joined() {
            switch treatment(of: attribute.type) {
            case .kept: continue
            case .dropped: dropped.insert(attribute.type)
            case .refused:
                throw .subject("the attribute \(SubjectAttributeRule.name(attribute.type)) is not taken")
            }
        }
        return dropped
    }

    private func treatment(of type: OID) -> Treatment {
        switch attributes.first(where: { $0.type == type })?.action {
        case .take, .fixed: .kept
        case .dropped: .dropped
        case .refused: .refused
        case nil: others
        }
    }

    /// The attributes that are the same in every certificate, in the order of the rules.
    private var fixed: Name {
        Name(
            attributes.compactMap { rule in
                if case .fixed(let text) = rule.action { (rule.type, text) } else { nil }
            })
    }
}

/// The rule for the attributes of one type.
public struct SubjectAttributeRule: Sendable, Hashable {
    public enum Action: Sendable, Hashable {
        case take(isRequired: Bool, pattern: TextPattern? = nil, countMax: Int = 1)
        case fixed(String)
        case dropped
        case refused
    }

    public let type: OID
    public let action: Action

    fileprivate func check(
        _ subject: Name, _ isRequired: Bool, _ pattern: TextPattern?, _ countMax: Int
    ) throws(Refusal) {
        let texts = subject.values(type)
        let name = Self.name(type)
        guard !texts.isEmpty || !isRequired else { throw .subject("the attribute \(name) is required") }
        guard texts.count <= countMax else {
            throw .subject("the attribute \(name) occurs \(texts.count) times, and may \(countMax) times")
        }
        guard let pattern, let wrong = texts.first(where: { !pattern.matches($0) }) else { return }
        throw .subject("\(name) \"\(wrong.prefix(80))\" does not match \"\(pattern.text)\"")
    }
}

extension SubjectAttributeRule {
    /// As the API names it.
    static func name(_ type: OID) -> String { names.first { $0.type == type }?.name ?? type.dotted }

    static func type(named name: String) -> OID? { names.first { $0.name == name }?.type ?? (try? OID(dotted: name)) }

    private static let names: [(name: String, type: OID)] = [
        ("common_name", .commonName), ("organization", .organization), ("organization_unit", .organizationalUnit),
        ("country", .country), ("state", .state), ("locality", .locality), ("serial_number", .serialNumber),
        ("domain_component", .domainComponent), ("user_id", .userID), ("email", .emailAddress),
    ]
}

extension Refusal {
    static func subject(_ sentence: String) -> Refusal {
        Refusal(.invalid, "csr-subject", "The request's subject is not one of this profile: \(sentence).")
    }
}
