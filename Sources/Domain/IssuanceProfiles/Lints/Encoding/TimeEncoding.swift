import PKIX

extension EncodingLints {
    /// UTCTime through 2049, GeneralizedTime from then on.
    static let timeEncoding = Lint<TBSCertificate>(
        "time-encoding", "RFC 5280, section 4.1.2.5"
    ) { parts in
        let first: Int64 = 2_524_608_000
        let isRight = parts.isGeneralized == (parts.notBefore >= first, parts.notAfter >= first)
        return isRight ? nil : "A time is a UTCTime from 2050 on, or a GeneralizedTime before."
    }
}
