/// What an OCSP responder or a CRL says of a certificate, after all was verified.
public struct RevocationAnswer: Sendable, Hashable {
    public enum Status: Sendable, Hashable {
        case good
        /// - Parameters:
        ///   - time: seconds since 1970.
        ///   - reason: the code of the CRLReason (RFC 5280, 5.3.1); nil where none is given.
        case revoked(time: Int64, reason: Int?)
    }

    public let status: Status
    /// Seconds since 1970 until when it may be relied on; nil where newer information is always to be had.
    public let nextUpdate: Int64?
}

/// Why an OCSP answer or a CRL tells nothing of a certificate. What cannot be told is not good.
public enum RevocationFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// It cannot be read.
    case malformed(String)
    /// The responder says that it has no answer.
    case notAnswered(OCSPResponseStatus)
    /// It speaks of other certificates only.
    case otherCertificate
    /// The responder does not know the certificate.
    case unknownCertificate
    /// Neither the issuer signed it nor anybody that the issuer lets answer (RFC 6960, 4.2.2.2; RFC 5280, 6.3.3).
    case wrongSigner
    /// The signer's own revocation would have to be asked for: its certificate lacks ocsp-nocheck.
    case revocableSigner
    /// It is not yet or no longer valid.
    case notCurrent(thisUpdate: Int64, nextUpdate: Int64?)
    /// A CRL that does not cover the certificate: a delta, or of another distribution point or kind.
    case outOfScope

    /// To be put after the name of what was asked.
    public var description: String {
        switch self {
        case .malformed(let reason): "sent what cannot be read: \(reason)"
        case .notAnswered(let status): "gave no answer (\(status))"
        case .otherCertificate: "spoke of another certificate"
        case .unknownCertificate: "does not know the certificate"
        case .wrongSigner: "sent what was not signed by the certificate's issuer or in its name"
        case .revocableSigner: "sent what was signed by a responder whose certificate lacks ocsp-nocheck"
        case .notCurrent(let thisUpdate, let nextUpdate):
            "sent what is true from \(ASN1Time.text(thisUpdate)) to \(nextUpdate.map(ASN1Time.text) ?? "then"), not now"
        case .outOfScope: "does not cover the certificate"
        }
    }
}

/// When an answer is current.
enum RevocationPeriod {
    /// By how much clocks may differ, in seconds; and how old an answer may be that does not say until when it is true.
    static let tolerance: Int64 = 300

    static func check(
        thisUpdate: Int64, nextUpdate: Int64?, at time: Int64
    ) throws(RevocationFault) {
        let end = nextUpdate ?? thisUpdate + tolerance
        guard thisUpdate <= time + tolerance, time <= end else {
            throw .notCurrent(thisUpdate: thisUpdate, nextUpdate: nextUpdate)
        }
    }
}
