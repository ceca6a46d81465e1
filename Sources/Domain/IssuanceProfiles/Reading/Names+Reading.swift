import ManagementAPI
import PKIX

extension SubjectRules {
    private static let ruleCountMax = 32

    init(_ body: SubjectRulesBody?, _ faults: inout Faults) {
        let bodies = body?.attributes ?? []
        faults.require(bodies.count <= SubjectRules.ruleCountMax, "/subject/attributes", "are more than 32")
        var rules: [SubjectAttributeRule] = []
        for (index, each) in bodies.enumerated() {
            let place = "/subject/attributes/\(index)"
            guard let rule = SubjectAttributeRule(each, place, &faults) else { continue }
            faults.require(!rules.contains { $0.type == rule.type }, "\(place)/type", "has a rule already")
            rules.append(rule)
        }
        attributes = rules
        others = body?.others ?? .kept
    }

    /// Whether a subject that passes can hold no attribute at all.
    var canBeEmpty: Bool {
        !attributes.contains { rule in
            switch rule.action {
            case .take(let isRequired, _, _): isRequired
            case .fixed: true
            case .dropped, .refused: false
            }
        }
    }
}

extension SubjectAttributeRule {
    init?(_ body: SubjectAttributeRuleBody, _ place: String, _ faults: inout Faults) {
        guard let type = SubjectAttributeRule.type(named: body.type) else {
            faults.add("\(place)/type", "is neither the name of an attribute nor an object identifier")
            return nil
        }
        let isTaken = body.rule == .required || body.rule == .optional
        faults.require(isTaken || body.pattern == nil, "\(place)/pattern", "goes with required and optional only")
        faults.require(isTaken || body.countMax == nil, "\(place)/count_max", "goes with required and optional only")
        faults.require(body.rule == .fixed || body.value == nil, "\(place)/value", "goes with fixed only")
        self.type = type
        switch body.rule {
        case .required, .optional:
            let count = body.countMax ?? 1
            faults.require((1...16).contains(count), "\(place)/count_max", "is 1 to 16")
            let pattern = body.pattern.flatMap { TextPattern($0) }
            faults.require(
                (body.pattern == nil) == (pattern == nil), "\(place)/pattern",
                "is empty, longer than 255 characters, or has more than one *")
            action = .take(isRequired: body.rule == .required, pattern: pattern, countMax: count)
        case .fixed:
            let value = body.value ?? ""
            SubjectAttributeRule.check(value, of: type, "\(place)/value", &faults)
            action = .fixed(value)
        case .dropped: action = .dropped
        case .refused: action = .refused
        }
    }

    private static func check(_ value: String, of type: OID, _ place: String, _ faults: inout Faults) {
        guard !value.isEmpty else { return faults.add(place, "is required by fixed, and not empty") }
        let name = Name([(type, value)])
        do {
            try name.requireBounds()
        } catch {
            return faults.add(place, "cannot stand in a subject: \(error.message)")
        }
        let lints = [
            VariableLints.subjectAttributeLength, VariableLints.subjectCountry, VariableLints.subjectStringType,
        ]
        let parts = VariableParts(ofSubject: name)
        for lint in lints {
            if let sentence = lint.fault(parts) { faults.add(place, "cannot stand in a subject: \(sentence)") }
        }
    }
}

extension VariableParts {
    /// A certificate of which only the subject matters.
    fileprivate init(ofSubject subject: Name) {
        self.init(
            serialOctets: [1], notBefore: 0, notAfter: 1, subject: subject, names: nil, areNamesCritical: false,
            key: .ed25519, keyUsage: .digitalSignature)
    }
}
