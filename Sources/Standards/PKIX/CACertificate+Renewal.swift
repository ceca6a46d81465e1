extension CACertificate {
    /// The next certificate of a CA: with the same key (a reissue) or another one (a rekey). Subject, path length, key
    /// usage and whatever else `certificate` carries are kept; with the same key its identifier too, since what was issued
    /// names it.
    ///
    /// - Parameters:
    ///   - publicKeyInfoDER: the new key; nil keeps the key.
    ///   - replacing: written instead of the extensions of the same kind that `certificate` carries, or beside them.
    ///   - omitting: not taken over.
    /// - Throws: as ``init(subject:publicKeyInfoDER:serial:notBefore:notAfter:pathLength:nameConstraints:extraExtensions:)``,
    ///   and `malformedCertificate` where `certificate` is not a CA's.
    public init(
        renewing certificate: ParsedCertificate, publicKeyInfoDER: [UInt8]? = nil, serial: SerialNumber,
        notBefore: Int64, notAfter: Int64, replacing: [Extension] = [],
        omitting: Set<OID> = []
    ) throws(PKIXError) {
        guard certificate.isCA else {
            throw PKIXError(.malformedCertificate, "The certificate is not a CA's.", in: "certificate")
        }
        let isSameKey = publicKeyInfoDER.map { $0 == certificate.publicKeyInfoDER } ?? true
        let own = CACertificate.written.union(omitting).union(replacing.map(\.oid))
        try self.init(
            subject: certificate.subject,
            publicKey: isSameKey ? certificate.publicKey : try PublicKeyInfo(der: publicKeyInfoDER ?? []),
            serial: serial, notBefore: notBefore, notAfter: notAfter, pathLength: certificate.pathLength,
            keyUsage: (certificate.keyUsage ?? []).union([.keyCertSign, .cRLSign]),
            subjectKeyIdentifier: isSameKey ? certificate.subjectKeyIdentifier : nil,
            extraExtensions: certificate.extensions.all.filter { !own.contains($0.oid) } + replacing)
    }

    /// What every CA certificate has, and is written anew.
    private static let written: Set<OID> = [
        .basicConstraints, .keyUsage, .subjectKeyIdentifier, .authorityKeyIdentifier,
    ]
}

/// The two certificates by which the old and the new key of one CA vouch for each other, so that who trusts either one
/// can validate what both signed (RFC 4210, 4.4). Both are self-issued: the names are the same, the keys differ, and a
/// path length does not count them (RFC 5280, 6.1.4, (l)).
public struct LinkCertificates: Sendable {
    /// The old key, to be signed with the new one: valid as long as the old certificate.
    public let oldWithNew: UnsignedCertificate
    /// The new key, to be signed with the old one: valid from the new certificate's begin until the old one's end.
    public let newWithOld: UnsignedCertificate

    /// - Parameters:
    ///   - old: the certificate of the old key, and `new` that of the new key. Path length, name constraints and the like
    ///     of each go into its link; where to find CRLs and issuers does not, since another key answers for the link.
    ///   - serials: for the link of the old key, and for that of the new.
    /// - Throws: `malformedCertificate` where they are not two keys of one CA, `invalidTime` where the old one ends
    ///   before the new one begins, `unsupportedKey`.
    public init(
        old: ParsedCertificate, new: ParsedCertificate, serials: (oldWithNew: SerialNumber, newWithOld: SerialNumber)
    ) throws(PKIXError) {
        guard old.subject.matches(new.subject), old.publicKey != new.publicKey else {
            throw PKIXError(
                .malformedCertificate, "Link certificates join two keys of one name.", in: "certificate")
        }
        oldWithNew = try LinkCertificates.link(
            old, signedBy: new, serial: serials.oldWithNew, old.notBefore, old.notAfter)
        newWithOld = try LinkCertificates.link(
            new, signedBy: old, serial: serials.newWithOld, new.notBefore, min(old.notAfter, new.notAfter))
    }

    /// Where to ask about the certificate that a link is made from: CRL distribution points, the freshest CRL (RFC 5280,
    /// 4.2.1.15) and authority information access.
    private static let others: Set<OID> = [.crlDistributionPoints, .authorityInfoAccess, OID(2, 5, 29, 46)]

    private static func link(
        _ certificate: ParsedCertificate, signedBy signer: ParsedCertificate, serial: SerialNumber, _ notBefore: Int64,
        _ notAfter: Int64
    ) throws(PKIXError) -> UnsignedCertificate {
        guard let algorithm = SignatureAlgorithm(signing: signer.key) else {
            throw PrivateKey.unsupported(signer.key)
        }
        return try CACertificate(
            renewing: certificate, serial: serial, notBefore: notBefore, notAfter: notAfter,
            omitting: others
        ).issued(by: signer, algorithm)
    }
}
