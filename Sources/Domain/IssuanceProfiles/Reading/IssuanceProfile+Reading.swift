public import ManagementAPI
import PKIX

extension IssuanceProfile {
    static let idLengthMax = 64
    static let summaryLengthMax = 500

    /// Reads a profile.
    /// - Parameter id: by which it will be known.
    /// - Throws: `Refusal` with the code `profile-invalid`, with every fault and its JSON pointer; or what a lint says.
    public init(_ body: ProfileBody, id: String) throws(Refusal) {
        var faults = Faults()
        faults.require(Self.isID(id), "/id", "is 1 to \(Self.idLengthMax) of a-z, 0-9, \"-\", \"_\" and \".\"")
        let summary = body.summary ?? ""
        faults.require(
            summary.unicodeScalars.count <= Self.summaryLengthMax, "/summary",
            "is longer than \(Self.summaryLengthMax) characters")
        let subject = SubjectRules(body.subject, &faults)
        let names = AlternativeNameRules(body.alternativeNames, &faults)
        let keys = KeyRules(body.keys, &faults)
        let validity = ValidityRules(body.validity, &faults)
        let constraints = BasicConstraints(body.basicConstraints, &faults)
        let usage = KeyUsage(reading: body.keyUsage, constraints, keys, &faults)
        let purposes = Self.purposes(body, &faults)
        let policies = Self.policies(body.certificatePolicies, &faults)
        let extensions = Self.extensions(body.extensions, constraints, &faults)
        if constraints.isAuthority {
            faults.require(
                !subject.canBeEmpty, "/subject",
                "must require or fix an attribute, for a CA has a name (RFC 5280, section 4.1.2.6)")
            faults.require(
                body.ocspNoCheck != true, "/ocsp_no_check",
                "is for responders, not for CAs (RFC 6960, section 4.2.2.2.1)")
        }
        try faults.throwIfAny()
        self.init(
            id: id, summary: summary, subject: subject, alternativeNames: names, keys: keys, validity: validity,
            basicConstraints: constraints, keyUsage: usage, extendedKeyUsages: purposes,
            isExtendedKeyUsageCritical: body.extendedKeyUsagesCritical ?? false, policies: policies,
            customExtensions: extensions, hasOCSPNoCheck: body.ocspNoCheck ?? false,
            validationPoints: ValidationPointRules(body.validationPoints))
        try Lints.check(constant: constantExtensions)
    }

    private static func isID(_ id: String) -> Bool {
        (1...idLengthMax).contains(id.utf8.count)
            && id.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
                    || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
            }
    }

    private static func purposes(_ body: ProfileBody, _ faults: inout Faults) -> [OID] {
        guard let texts = body.extendedKeyUsages else {
            faults.require(
                body.extendedKeyUsagesCritical != true, "/extended_key_usages_critical", "goes with extended_key_usages"
            )
            return []
        }
        faults.require(
            !texts.isEmpty, "/extended_key_usages",
            "names no purpose; leave it out to write no such extension (RFC 5280, section 4.2.1.12)")
        faults.require(texts.count <= 32, "/extended_key_usages", "names more than 32 purposes")
        return texts.enumerated().compactMap { index, text in
            guard let purpose = Purpose.oid(named: text) else {
                faults.add("/extended_key_usages/\(index)", "is neither an object identifier nor a known name")
                return nil
            }
            return purpose
        }
    }
}

/// Purposes by the names of RFC 5280, section 4.2.1.12.
enum Purpose {
    static func oid(named name: String) -> OID? { names[name] ?? (try? OID(dotted: name)) }

    private static let names: [String: OID] = [
        "anyExtendedKeyUsage": .anyExtendedKeyUsage, "serverAuth": .serverAuth, "clientAuth": .clientAuth,
        "codeSigning": .codeSigning, "emailProtection": .emailProtection, "timeStamping": .timeStamping,
        "OCSPSigning": .ocspSigning, "cmcRA": .cmcRegistrationAuthority,
    ]
}

extension ValidationPointRules {
    fileprivate init(_ body: ValidationPointRulesBody?) {
        self.init(crl: body?.crl ?? true, ocsp: body?.ocsp ?? true, caCertificate: body?.caCertificate ?? true)
    }
}
