import Events
import ManagementAPI
import PKIX

extension KeyRules {
    private static let rsaBounds = 2048...8192

    /// Where nothing is said, all that are strong.
    init(_ body: KeyRulesBody?, _ faults: inout Faults) {
        guard let body else {
            self = .strong
            return
        }
        rsaBits = body.rsa.flatMap { KeyRules.range($0, &faults) }
        curves = Set(body.ecdsa ?? [])
        ed25519 = body.ed25519 ?? false
        mlDSA = Set(body.mlDSA ?? [])
        for (index, bits) in (body.ecdsa ?? []).enumerated() {
            faults.require([256, 384, 521].contains(bits), "/keys/ecdsa/\(index)", "is 256, 384 or 521")
        }
        for (index, set) in (body.mlDSA ?? []).enumerated() {
            faults.require([65, 87].contains(set), "/keys/ml_dsa/\(index)", "is 65 or 87 (FIPS 204)")
        }
        faults.require(body.rsa != nil || !families.isEmpty, "/keys", "takes no key at all")
    }

    private static func range(_ body: KeyRulesBody.BitRange, _ faults: inout Faults) -> ClosedRange<Int>? {
        guard body.min <= body.max else {
            faults.add("/keys/rsa/max", "is less than min")
            return nil
        }
        let bounds = "is \(rsaBounds.lowerBound) to \(rsaBounds.upperBound)"
        faults.require(rsaBounds.contains(body.min), "/keys/rsa/min", bounds)
        faults.require(rsaBounds.contains(body.max), "/keys/rsa/max", bounds)
        return body.min...body.max
    }
}

extension ValidityRules {
    init(_ body: ValidityRulesBody?, _ faults: inout Faults) {
        let backdating = body?.backdating ?? ValidityRules.backdatingDefault
        faults.require(
            (.seconds(0)...ValidityRules.backdatingMax).contains(backdating), "/validity/backdating",
            "is 0s to \(ValidityRules.backdatingMax)")
        self.init(
            length: ValidityRules.length(body, &faults), exceedingIssuer: body?.exceedIssuer ?? .cut,
            backdating: backdating)
    }

    private static func length(_ body: ValidityRulesBody?, _ faults: inout Faults) -> Length {
        if let fixed = body?.fixed {
            faults.require(body?.maximum == nil, "/validity/maximum", "has no meaning beside fixed")
            if case .duration(let duration) = fixed {
                faults.require(duration >= .seconds(1), "/validity/fixed/duration", "is shorter than a second")
            }
            return .fixed(fixed)
        }
        guard let maximum = body?.maximum else { return .ofAuthority }
        faults.require(maximum >= .seconds(1), "/validity/maximum", "is shorter than a second")
        return .atMost(maximum)
    }
}

extension BasicConstraints {
    /// Where nothing is said, certificates are leaves.
    init(_ body: BasicConstraintsBody?, _ faults: inout Faults) {
        guard let body, body.ca else {
            faults.require(
                body?.pathLength == nil, "/basic_constraints/path_length", "is for CAs only (RFC 5280, section 4.2.1.9)"
            )
            self = .leaf
            return
        }
        faults.require(
            body.pathLength.map { (0...64).contains($0) } ?? true, "/basic_constraints/path_length", "is 0 to 64")
        self = .authority(pathLength: body.pathLength)
    }
}

extension KeyUsage {
    init(reading names: [KeyUsageName], _ constraints: BasicConstraints, _ keys: KeyRules, _ faults: inout Faults) {
        self.init(names)
        let place = "/key_usage"
        faults.require(!names.isEmpty, place, "names no bit (RFC 5280, section 4.2.1.3)")
        faults.require(Set(names).count == names.count, place, "names a bit twice")
        let signs = contains(.keyCertSign)
        faults.require(
            !signs || constraints.isAuthority, place,
            "has keyCertSign, which is for CAs only; set basic_constraints.ca (RFC 5280, section 4.2.1.3)")
        faults.require(
            signs || !constraints.isAuthority, place,
            "lacks keyCertSign, without which a CA signs nothing (RFC 5280, section 4.2.1.9)")
        faults.require(
            isDisjoint(with: [.encipherOnly, .decipherOnly]) || contains(.keyAgreement), place,
            "has encipherOnly or decipherOnly without keyAgreement (RFC 5280, section 4.2.1.3)")
        let usage = self
        faults.require(
            keys.families.isEmpty || keys.families.contains { usage.isSubset(of: $0.keyUsage) }, place,
            "is more than any of the keys can do (RFC 8813, section 3; RFC 8410, section 5)")
    }
}
