public import PKIX
import ManagementAPI

/// What a CA puts into the certificates that it issues, and for which requests.
public struct IssuanceProfile: Sendable, Hashable {
    /// What becomes of the subject alternative names that the request asks for (RFC 5280, section 4.2.1.6).
    public enum AlternativeNames: String, Sendable {
        case carriedOver = "carried-over"
    }

    /// What to do where a certificate would outlive its issuer.
    public enum ExceedingIssuer: String, Sendable {
        /// Its end is cut to the issuer's.
        case cut
    }

    public let id: String
    public let summary: String
    public let keyUsage: KeyUsage
    public let extendedKeyUsages: [OID]
    public let alternativeNames: AlternativeNames
    public let exceedingIssuer: ExceedingIssuer
    /// Bits of an RSA key; other accepted keys are P-256, P-384, P-521 and Ed25519.
    public let rsaBits: ClosedRange<Int>

    /// Proves the identity of a device to a server by TLS.
    public static let device = IssuanceProfile(
        id: "device", summary: "A device that proves its identity to servers by TLS client authentication.",
        keyUsage: .digitalSignature, extendedKeyUsages: [.clientAuth], alternativeNames: .carriedOver,
        exceedingIssuer: .cut, rsaBits: 2048...4096)

    public static let builtIn = [device]

    /// - Throws: `Refusal` where there is no such profile.
    static func named(_ id: String) throws(Refusal) -> IssuanceProfile {
        guard let profile = builtIn.first(where: { $0.id == id }) else { throw .notFound("profile", id) }
        return profile
    }
}

extension IssuanceProfile {
    /// Whether a request may be signed under this profile. Proof of possession is checked here, once.
    func check(_ request: CertificateRequest) throws(Refusal) {
        guard !request.subject.isEmpty || request.subjectAltNameDER != nil else {
            throw Refusal(
                .invalid, "csr-without-subject", "The request has neither a subject nor a subject alternative name.")
        }
        if case .rsa(let bits) = request.key, !rsaBits.contains(bits) {
            throw Refusal(
                .invalid, "csr-key-size",
                "The RSA key has \(bits) bits; profile \"\(id)\" takes \(rsaBits.lowerBound) to \(rsaBits.upperBound).")
        }
        try AlternativeNameSyntax.check(request)
        guard request.verifySignature() else {
            throw Refusal(
                .invalid, "csr-signature",
                "The request's own signature does not verify: it was changed, or signed with another key.")
        }
    }

    /// The extensions that are the same in every certificate of this profile.
    var constantExtensions: [Extension] {
        [
            .basicConstraints(ca: false),
            .keyUsage(keyUsage),
            .extendedKeyUsage(extendedKeyUsages),
        ]
    }
}

/// A profile as the management API shows it.
public struct ProfileView: Codable, Sendable, Equatable {
    public let id: String
    public let summary: String
    public let extendedKeyUsages: [String]
    public let alternativeNames: String
    public let exceedIssuer: String
    public let rsaBitsMin: Int
    public let rsaBitsMax: Int

    private enum CodingKeys: String, CodingKey {
        case id
        case summary
        case extendedKeyUsages = "extended_key_usages"
        case alternativeNames = "alternative_names"
        case exceedIssuer = "exceed_issuer"
        case rsaBitsMin = "rsa_bits_min"
        case rsaBitsMax = "rsa_bits_max"
    }

    init(_ profile: IssuanceProfile) {
        id = profile.id
        summary = profile.summary
        extendedKeyUsages = profile.extendedKeyUsages.map(\.dotted)
        alternativeNames = profile.alternativeNames.rawValue
        exceedIssuer = profile.exceedingIssuer.rawValue
        rsaBitsMin = profile.rsaBits.lowerBound
        rsaBitsMax = profile.rsaBits.upperBound
    }
}
