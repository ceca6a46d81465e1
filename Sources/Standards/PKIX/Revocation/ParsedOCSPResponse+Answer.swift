import Crypto

extension OCSPCertificateID {
    /// Names a certificate to a responder by SHA-1, which every responder knows (RFC 5019, 2.1.1).
    public init(_ certificate: ParsedCertificate, from issuer: ParsedCertificate) {
        self.init(
            issuerNameDER: certificate.issuer.der, publicKeyBits: issuer.publicKey.bits, serial: certificate.serial)
    }

    /// Whether it is the name of this certificate, by whatever hash.
    fileprivate func names(_ certificate: ParsedCertificate, from issuer: ParsedCertificate) -> Bool {
        guard let hashAlgorithm, serial == certificate.serial else { return false }
        return issuerNameHash == hashAlgorithm.hash(certificate.issuer.der)
            && issuerKeyHash == hashAlgorithm.hash(issuer.publicKey.bits)
    }
}

extension ParsedOCSPResponse {
    /// What it says of a certificate, once its signer and its times are found right (RFC 6960, 3.2).
    ///
    /// - Parameters:
    ///   - issuer: whose key signed the certificate; it was verified before.
    ///   - time: seconds since 1970.
    public func answer(
        about certificate: ParsedCertificate, from issuer: ParsedCertificate, at time: Int64
    ) throws(RevocationFault) -> RevocationAnswer {
        guard let basic else { throw .notAnswered(status) }
        let matching = basic.responses.filter { $0.certificateID.names(certificate, from: issuer) }
        guard let single = matching.max(by: { $0.thisUpdate < $1.thisUpdate }) else { throw .otherCertificate }
        try checkSigner(of: basic, issuer, at: time)
        try RevocationPeriod.check(thisUpdate: single.thisUpdate, nextUpdate: single.nextUpdate, at: time)
        switch single.status {
        case .good: return RevocationAnswer(status: .good, nextUpdate: single.nextUpdate)
        case .revoked(let time, let reason):
            return RevocationAnswer(status: .revoked(time: time, reason: reason), nextUpdate: single.nextUpdate)
        case .unknown: throw .unknownCertificate
        }
    }

    /// The most certificates of an answer that are looked at.
    private static let candidatesMax = 4

    private func checkSigner(
        of basic: Basic, _ issuer: ParsedCertificate, at time: Int64
    ) throws(RevocationFault) {
        if basic.isNamed(issuer), isSigned(by: issuer) { return }
        for der in basic.certificates.prefix(Self.candidatesMax) {
            guard let signer = try? ParsedCertificate(der: der), basic.isNamed(signer),
                signer.mayAnswer(for: issuer, at: time), isSigned(by: signer)
            else { continue }
            guard signer.extensions.value(.ocspNoCheck) != nil else { throw .revocableSigner }
            return
        }
        throw .wrongSigner
    }
}

extension ParsedOCSPResponse.Basic {
    fileprivate func isNamed(_ signer: ParsedCertificate) -> Bool {
        if let responderKeyHash { return responderKeyHash == OCSPHashAlgorithm.sha1.hash(signer.publicKey.bits) }
        guard let der = responderNameDER, let name = try? Name(der: der, in: "OCSP: responder") else { return false }
        return name.matches(signer.subject)
    }
}

extension ParsedCertificate {
    /// Whether the issuer itself issued it to answer in its place (RFC 6960, 4.2.2.2).
    fileprivate func mayAnswer(for issuer: ParsedCertificate, at time: Int64) -> Bool {
        extensions.extendedKeyUsages?.contains(.ocspSigning) == true
            && keyUsage?.contains(.digitalSignature) ?? true
            && (notBefore...max(notBefore, notAfter)).contains(time)
            && extensions.all.allSatisfy { !$0.isCritical || Self.understoodOfResponders.contains($0.oid) }
            && self.issuer.matches(issuer.subject) && isSigned(by: issuer)
    }

    private static let understoodOfResponders: Set<OID> = [
        .basicConstraints, .keyUsage, .extendedKeyUsage, .subjectAltName, .subjectKeyIdentifier,
        .authorityKeyIdentifier, .crlDistributionPoints, .authorityInfoAccess, .certificatePolicies, .ocspNoCheck,
    ]
}
