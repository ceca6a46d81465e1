import Events
import ManagementAPI
import PKIX

extension IssuanceProfile {
    /// Proves the identity of a device to a server by TLS.
    public static let device = IssuanceProfile(
        id: "device", summary: "A device that proves its identity to servers by TLS client authentication.",
        keyUsage: .digitalSignature, extendedKeyUsages: [.clientAuth])

    /// Clients of today take no longer one from a private CA than 825 days.
    public static let server = IssuanceProfile(
        id: "server", summary: "A server that is called by its host names or IP addresses over TLS.",
        alternativeNames: AlternativeNameRules(
            isRequired: true, fromCommonName: true, dns: .init(allowsWildcards: true), ip: .init(), others: .refused),
        validity: ValidityRules(length: .atMost(.days(825))), keyUsage: .digitalSignature,
        extendedKeyUsages: [.serverAuth])

    /// A registration authority with a key of its own: it calls this server by TLS and signs for its devices
    /// (RFC 6402, section 2.10; RFC 7030, section 3.7).
    public static let dms = IssuanceProfile(
        id: "dms", summary: "A device manufacturing system that registers devices with a key of its own.",
        subject: SubjectRules(
            attributes: [SubjectAttributeRule(type: .commonName, action: .take(isRequired: true))], others: .kept),
        keyUsage: .digitalSignature, extendedKeyUsages: [.clientAuth, .cmcRegistrationAuthority])

    /// A CA below one of ours.
    public static let subordinateCA = IssuanceProfile(
        id: "subordinate-ca", summary: "A CA below the one that signs it.",
        subject: SubjectRules(
            attributes: [SubjectAttributeRule(type: .commonName, action: .take(isRequired: true))], others: .kept),
        alternativeNames: AlternativeNameRules(others: .dropped),
        validity: ValidityRules(exceedingIssuer: .reject), basicConstraints: .authority(pathLength: nil),
        keyUsage: [.keyCertSign, .cRLSign])

    /// Answers for its CA. It cannot be asked about itself, so it lives shortly (RFC 6960, section 4.2.2.2.1).
    public static let ocspSigner = IssuanceProfile(
        id: "ocsp-signer", summary: "A responder that signs OCSP answers for the CA that issued it.",
        subject: SubjectRules(
            attributes: [SubjectAttributeRule(type: .commonName, action: .take(isRequired: true))], others: .kept),
        alternativeNames: AlternativeNameRules(others: .dropped),
        validity: ValidityRules(length: .fixed(.duration(.days(30)))), keyUsage: .digitalSignature,
        extendedKeyUsages: [.ocspSigning], hasOCSPNoCheck: true,
        validationPoints: ValidationPointRules(crl: false, ocsp: false, caCertificate: true))

    public static let builtIn = [device, server, dms, subordinateCA, ocspSigner]

    /// Nil where nothing of this name is built in.
    public static func builtIn(_ id: String) -> IssuanceProfile? { builtIn.first { $0.id == id } }

    public var isBuiltIn: Bool { IssuanceProfile.builtIn(id) != nil }
}
