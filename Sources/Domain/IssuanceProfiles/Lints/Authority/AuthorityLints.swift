import PKIX

/// Of a certificate's encoding, which our own writer cannot get wrong: they guard it.
enum EncodingLints {
    static let all: [Lint<TBSCertificate>] = [version, timeEncoding, issuerNotEmpty, authorityKeyIdentifier]
}

/// Of the certificates of CAs.
enum AuthorityLints {
    static let all: [Lint<TBSCertificate>] = [basicConstraints, keyUsage, subject, subjectKeyIdentifier]
}
