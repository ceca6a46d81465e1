import ManagementAPI
import PKIX

extension IssuanceProfile {
    private static let policyCountMax = 32
    private static let extensionCountMax = 16
    private static let extensionSizeMax = 4096

    static func policies(_ bodies: [CertificatePolicyBody]?, _ faults: inout Faults) -> [CertificatePolicy] {
        guard let bodies else { return [] }
        faults.require(bodies.count <= policyCountMax, "/certificate_policies", "names more than \(policyCountMax)")
        var policies: [CertificatePolicy] = []
        for (index, body) in bodies.enumerated() {
            let place = "/certificate_policies/\(index)"
            guard let oid = try? OID(dotted: body.oid) else {
                faults.add("\(place)/oid", "is not an object identifier such as 1.3.6.1.4.1.311.1")
                continue
            }
            faults.require(
                !policies.contains { $0.oid == oid }, "\(place)/oid", "is there twice (RFC 5280, section 4.2.1.4)")
            let isURI = body.cps.map { $0.utf8.count <= 1024 && AlternativeNameSyntax.isAbsoluteURI($0) } ?? true
            guard isURI, let policy = try? CertificatePolicy(oid: oid, practiceStatement: body.cps) else {
                faults.add("\(place)/cps", "is not an absolute URI (RFC 3986, section 4.3)")
                continue
            }
            policies.append(policy)
        }
        return policies
    }

    static func extensions(
        _ bodies: [CustomExtensionBody]?, _ constraints: BasicConstraints, _ faults: inout Faults
    ) -> [Extension] {
        guard let bodies else { return [] }
        faults.require(bodies.count <= extensionCountMax, "/extensions", "holds more than \(extensionCountMax)")
        var extensions: [Extension] = []
        for (index, body) in bodies.enumerated() {
            guard let found = custom(body, constraints, "/extensions/\(index)", &faults) else { continue }
            faults.require(
                !extensions.contains { $0.oid == found.oid }, "/extensions/\(index)/oid",
                "is there twice (RFC 5280, section 4.2)")
            extensions.append(found)
        }
        return extensions
    }

    private static func custom(
        _ body: CustomExtensionBody, _ constraints: BasicConstraints, _ place: String, _ faults: inout Faults
    ) -> Extension? {
        guard let oid = try? OID(dotted: body.oid) else {
            faults.add("\(place)/oid", "is not an object identifier such as 1.3.6.1.5.5.7.1.24")
            return nil
        }
        let isCritical = body.critical ?? false
        faults.require(!written.contains(oid), "\(place)/oid", "is an extension that is written from other members")
        faults.require(
            constraints.isAuthority || !ExtensionRules.isForAuthoritiesOnly(oid), "\(place)/oid",
            "is for certificates of CAs only (RFC 5280, section 4.2.1)")
        if let demanded = ExtensionRules.criticality(of: oid) {
            faults.require(
                demanded == isCritical, "\(place)/critical",
                "must be \(demanded) for this extension (RFC 5280, section 4.2)")
        }
        guard let value = value(body.value, place, &faults) else { return nil }
        return Extension(oid: oid, critical: isCritical, value: value)
    }

    private static func value(_ text: String, _ place: String, _ faults: inout Faults) -> [UInt8]? {
        do {
            let value = try Base64.decode(Array(text.utf8))
            faults.require(
                value.count <= extensionSizeMax, "\(place)/value", "is longer than \(extensionSizeMax) octets")
            try DERSyntax.check(value)
            return value
        } catch {
            faults.add("\(place)/value", "is not the base64 of DER: \(error.message)")
            return nil
        }
    }

    /// The extensions that the house writes from other members of a profile, from the request, or by itself.
    private static let written: Set<OID> = [
        .subjectKeyIdentifier, .authorityKeyIdentifier, .keyUsage, .subjectAltName, .basicConstraints,
        .nameConstraints, .crlDistributionPoints, .certificatePolicies, .extendedKeyUsage, .authorityInfoAccess,
        .ocspNoCheck, ExtensionRules.freshestCRL,
    ]
}
