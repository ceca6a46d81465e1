import Events
import ManagementAPI
import PKIX

/// Profiles and requests that often make sense, and often do not.
enum RandomProfile {
    static func body(_ dice: inout Dice) -> ProfileBody {
        let isCA = one(in: 5, &dice)
        var usages = some(KeyUsageName.allCases, in: 6, &dice)
        if isCA { usages = [.keyCertSign, .cRLSign] } else { usages.removeAll { $0 == .keyCertSign } }
        if usages.isEmpty { usages = [.digitalSignature] }
        var body = ProfileBody(keyUsage: usages)
        body.basicConstraints = BasicConstraintsBody(ca: isCA, pathLength: isCA && one(in: 2, &dice) ? 3 : nil)
        body.subject = SubjectRulesBody(attributes: rules(&dice), others: pick(Treatment.allCases, &dice))
        body.alternativeNames = names(&dice)
        body.keys = one(in: 2, &dice) ? nil : KeyRulesBody(ecdsa: [256], ed25519: one(in: 2, &dice))
        body.extendedKeyUsages = one(in: 2, &dice) ? nil : some(purposes, in: 3, &dice)
        body.extendedKeyUsagesCritical = body.extendedKeyUsages == nil ? nil : one(in: 3, &dice)
        if one(in: 3, &dice) {
            body.certificatePolicies = [.init(oid: "1.3.6.1.4.1.55555.2", cps: one(in: 2, &dice) ? "https://a/b" : nil)]
        }
        if one(in: 3, &dice) {
            body.extensions = [
                .init(
                    oid: pick(["1.3.6.1.4.1.55555.3", "2.5.29.9", "2.5.29.36"], &dice), critical: one(in: 2, &dice),
                    value: "MAA=")
            ]
        }
        body.ocspNoCheck = one(in: 8, &dice)
        body.validity = ValidityRulesBody(
            maximum: one(in: 2, &dice) ? .hours(Int64.random(in: 1...20_000, using: &dice)) : nil,
            exceedIssuer: pick(ExceedingIssuer.allCases, &dice),
            backdating: .seconds(Int64.random(in: 0...90_000, using: &dice)))
        return body
    }

    static func subject(_ dice: inout Dice) -> Name {
        let attributes: [(OID, String)] = [
            (.commonName, "gw-1"), (.commonName, "host.example"), (.organization, "Plant"), (.country, "DE"),
            (.country, "XYZ"), (.serialNumber, "47"), (.emailAddress, "a@b.example"),
            (.locality, String(repeating: "l", count: 129)),
        ]
        return Name(some(attributes, in: 3, &dice).map { ($0.0, $0.1) })
    }

    static func names(_ dice: inout Dice) -> [GeneralName] {
        some(
            [
                .dns("a.plant.example"), .dns("*.plant.example"), .dns("b_c"), .ip([10, 0, 0, 1]), .uri("urn:a:b"),
                .email("a@plant.example"), .directory(Name(commonName: "d")), .dns("a.plant.example"),
            ], in: 4, &dice)
    }

    private static func names(_ dice: inout Dice) -> AlternativeNameRulesBody {
        var body = AlternativeNameRulesBody(
            required: one(in: 4, &dice), fromCommonName: one(in: 4, &dice), others: pick(Treatment.allCases, &dice))
        if one(in: 2, &dice) {
            body.dns = .init(countMax: 2, suffixes: one(in: 2, &dice) ? ["example"] : nil, wildcards: one(in: 2, &dice))
        }
        if one(in: 2, &dice) { body.ip = .init(networks: one(in: 2, &dice) ? ["10.0.0.0/8"] : nil) }
        if one(in: 3, &dice) { body.uri = .init(schemes: ["urn"]) }
        return body
    }

    private static func rules(_ dice: inout Dice) -> [SubjectAttributeRuleBody] {
        some(["common_name", "organization", "country", "email", "2.5.4.5"], in: 2, &dice).map { type in
            let rule = pick(SubjectAttributeRuleBody.Rule.allCases, &dice)
            let isTaken = rule == .required || rule == .optional
            return SubjectAttributeRuleBody(
                type: type, rule: rule, value: rule == .fixed ? (type == "country" ? "AT" : "fixed") : nil,
                pattern: isTaken && one(in: 3, &dice) ? "*1" : nil, countMax: isTaken ? 2 : nil)
        }
    }

    private static let purposes = [
        "serverAuth", "clientAuth", "codeSigning", "OCSPSigning", "1.3.6.1.4.1.55555.1", "anyExtendedKeyUsage",
    ]

    private static func one(in count: Int, _ dice: inout Dice) -> Bool { Int.random(in: 0..<count, using: &dice) == 0 }

    private static func pick<Value>(_ values: [Value], _ dice: inout Dice) -> Value {
        values[Int.random(in: 0..<values.count, using: &dice)]
    }

    private static func some<Value>(_ values: [Value], in count: Int, _ dice: inout Dice) -> [Value] {
        values.filter { _ in one(in: count, &dice) }
    }
}
