import CertificateAuthority
import Events
import JSONSchema
import ManagementAPI
import PKIX
import Storage

extension DMS {
    private static let nameLengthMax = 64

    /// - Throws: `Refusal` with a JSON pointer to every wrong member.
    init(_ body: CreateDMSBody, at time: Timestamp) throws(Refusal) {
        guard body.cloudDMS else {
            throw .invalid(
                "dms-not-supported", at: "/cloud_dms",
                "Only a cloud DMS can be created here so far: set cloud_dms to true.")
        }
        guard let profile = body.identityProfile else {
            throw .invalid(
                "identity-profile-missing", at: "/identity_profile", "A cloud DMS needs an identity profile.")
        }
        let faults = Self.faults(ofName: body.name) + Self.faults(of: profile)
        guard faults.isEmpty else { throw Self.refusal(faults) }
        name = body.name
        status = .pendingApproval
        aws = body.aws ?? AWSSettings()
        kind = .cloud(profile)
        createdAt = time
    }

    /// The name is an EST label and part of an MQTT topic.
    private static func faults(ofName name: String) -> [SchemaViolation] {
        let isClean = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
        }
        if isClean, (1...nameLengthMax).contains(name.utf8.count), !operationNames.contains(name) { return [] }
        return [
            SchemaViolation(
                pointer: "/name",
                detail: "must have 1 to \(nameLengthMax) of the characters A-Z, a-z, 0-9, \"-\", \"_\" and \".\", "
                    + "and be none of EST's operations")
        ]
    }

    /// A label must not be mistaken for an operation (RFC 7030, section 3.2.2).
    private static let operationNames: Set = [
        "cacerts", "simpleenroll", "simplereenroll", "fullcmc", "serverkeygen", "csrattrs",
    ]

    private static func faults(of profile: IdentityProfile) -> [SchemaViolation] {
        let place = "/identity_profile/enrollment_settings"
        var faults: [SchemaViolation] = []
        let settings = profile.enrollmentSettings
        if settings.authorizedCA.isEmpty {
            faults.append(SchemaViolation(pointer: "\(place)/authorized_ca", detail: "must name the CA that signs"))
        }
        if settings.bootstrapCAs.isEmpty {
            faults.append(SchemaViolation(pointer: "\(place)/bootstrap_cas", detail: "must name at least one CA"))
        }
        let level = settings.chainValidationLevel
        if level != -1 && !(1..<ChainValidation.depthMax).contains(level) {
            faults.append(
                SchemaViolation(
                    pointer: "\(place)/chain_validation_level",
                    detail: "must be -1 for the whole chain, or 1 to \(ChainValidation.depthMax - 1)"))
        }
        for (index, ca) in profile.caDistributionSettings.staticCAs.enumerated() {
            let pointer = "/identity_profile/ca_distribution_settings/static_cas/\(index)/certificate"
            if (try? ca.der()) == nil {
                faults.append(SchemaViolation(pointer: pointer, detail: "must be one certificate in PEM"))
            }
        }
        return faults
    }

    /// Every CA that the profile names must be there.
    func ensureCAsExist(in tx: borrowing Transaction) throws {
        let place = "/identity_profile"
        guard case .cloud(let profile) = kind else { return }
        var named = [("\(place)/enrollment_settings/authorized_ca", profile.enrollmentSettings.authorizedCA)]
        named += Self.places("\(place)/enrollment_settings/bootstrap_cas", profile.enrollmentSettings.bootstrapCAs)
        named += Self.places(
            "\(place)/reenrollment_settings/additional_validation_cas",
            profile.reenrollmentSettings.additionalValidationCAs)
        named += Self.places(
            "\(place)/ca_distribution_settings/managed_cas", profile.caDistributionSettings.managedCAs)
        var faults: [SchemaViolation] = []
        for (pointer, id) in named where try tx.lineage(ofCA: id).isEmpty {
            faults.append(SchemaViolation(pointer: pointer, detail: "names CA \"\(id)\", which does not exist"))
        }
        guard faults.isEmpty else { throw Self.refusal(faults) }
    }

    private static func places(_ pointer: String, _ ids: [String]) -> [(String, String)] {
        ids.enumerated().map { ("\(pointer)/\($0.offset)", $0.element) }
    }

    private static func refusal(_ faults: [SchemaViolation]) -> Refusal {
        let summary = faults.map { "\($0.pointer) \($0.detail)" }.joined(separator: "; ")
        return Refusal(.invalid, "dms-invalid", "The DMS cannot be created: \(summary).", faults: faults)
    }
}

extension StaticCA {
    /// - Throws: `PKIXError` where the text is not one certificate.
    func der() throws(PKIXError) -> [UInt8] {
        let blocks = try PEM.decode(Array(certificate.pem.utf8), label: "CERTIFICATE")
        guard let der = blocks.first?.der else {
            throw PKIXError(.malformedPEM, "There is no certificate.", in: "static_cas")
        }
        return try ParsedCertificate(der: der).der
    }
}
