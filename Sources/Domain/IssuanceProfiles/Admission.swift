public import ManagementAPI
public import PKIX

/// What a request becomes under a profile: the parts of its certificate that the request decides.
public struct Admission: Sendable {
    public let subject: Name
    public let publicKey: PublicKeyInfo
    let names: AlternativeNames?

    /// With an empty subject the names are all there is, and must be understood (RFC 5280, section 4.2.1.6).
    public var alternativeNames: Extension? {
        names.map { .subjectAltName(der: $0.der, critical: subject.isEmpty) }
    }

    /// What stands in ``alternativeNames``.
    public var generalNames: [GeneralName] { names?.names ?? [] }
}

extension IssuanceProfile {
    /// What of the request is certified. Proof of possession is checked here, once.
    /// - Throws: `Refusal` where the request may not be signed under this profile.
    public func admit(_ request: CertificateRequest) throws(Refusal) -> Admission {
        guard !request.subject.isEmpty || request.subjectAltNameDER != nil || !subject.attributes.isEmpty else {
            throw Refusal.withoutSubject
        }
        try requireKey(request.key)
        let subject = try subject.apply(to: request.subject)
        let names = try alternativeNames.apply(to: request, subject: subject)
        guard !subject.isEmpty || names != nil else { throw Refusal.withoutSubject }
        guard request.verifySignature() else {
            throw Refusal(
                .invalid, "csr-signature",
                "The request's own signature does not verify: it was changed, or signed with another key.")
        }
        return Admission(subject: subject, publicKey: request.publicKey, names: names)
    }

    /// - Throws: `Refusal` where no key of this kind is certified under the profile.
    public func requireKey(_ key: PublicKeyKind) throws(Refusal) {
        guard !keys.allows(key) else { return }
        if case .rsa(let bits) = key, let range = keys.rsaBits {
            throw Refusal(
                .invalid, "csr-key-size",
                "The RSA key has \(bits) bits; profile \"\(id)\" takes \(range.lowerBound) to \(range.upperBound).")
        }
        throw Refusal(
            .invalid, "csr-key-type", "The key is \(key); profile \"\(id)\" takes \(keys.description).")
    }
}

extension Refusal {
    fileprivate static let withoutSubject = Refusal(
        .invalid, "csr-without-subject", "The request has neither a subject nor a subject alternative name.")
}
