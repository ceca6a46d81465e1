/// Why no path leads from a certificate to a trust anchor: which certificate stands in the way, and what is wrong.
public enum ChainError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A certificate of the path: its place above the leaf, which is 0, and its name.
    public struct Link: Sendable, Hashable, CustomStringConvertible {
        public let level: Int
        public let subject: String

        public var description: String {
            level == 0 ? "certificate '\(subject)'" : "issuer '\(subject)' (\(level) above the leaf)"
        }
    }

    /// Nobody that is trusted or was presented bears the name of the issuer.
    case unknownIssuer(Link, issuer: String)
    /// Seconds since 1970 of the end of its validity.
    case expired(Link, notAfter: Int64)
    /// Seconds since 1970 of the beginning of its validity.
    case notYetValid(Link, notBefore: Int64)
    /// The key of the issuer of that name did not make the signature.
    case badSignature(Link, issuer: String)
    /// It is signed with SHA-1, which only a trust anchor may be.
    case weakSignature(Link)
    /// It issued a certificate without being a CA.
    case notACA(Link)
    /// Its key usage lacks keyCertSign.
    case notAllowedToSign(Link)
    /// More CA certificates follow below it than it allows.
    case pathLengthExceeded(Link, pathLength: Int)
    /// Its extended key usage is there and lacks clientAuth.
    case wrongExtendedKeyUsage(Link)
    /// The path goes on beyond this many issuers.
    case chainTooLong(level: Int)
    /// Dotted identifier of a critical extension that is not understood here.
    case unsupportedCriticalExtension(Link, oid: String)
    /// A name of a certificate below violates its name constraints, or cannot be compared with them.
    case nameNotPermitted(Link, name: String)
    /// Too many certificates bear the same name, or too many were presented.
    case tooManyCandidates(max: Int)

    public var description: String {
        switch self {
        case .unknownIssuer(let link, let issuer):
            "The \(link) was issued by '\(issuer)', which is neither trusted here nor was presented."
        case .expired(let link, let notAfter): "The \(link) expired at \(ASN1Time.text(notAfter))."
        case .notYetValid(let link, let notBefore):
            "The \(link) is not valid before \(ASN1Time.text(notBefore)); check the clocks."
        case .badSignature(let link, let issuer):
            "The signature of the \(link) was not made by the key of '\(issuer)' that is known here."
        case .weakSignature(let link): "The \(link) is signed with SHA-1, which is broken; have it issued anew."
        case .notACA(let link): "The \(link) is not a CA certificate but has issued one of the chain."
        case .notAllowedToSign(let link): "The key usage of the \(link) does not allow it to sign certificates."
        case .pathLengthExceeded(let link, let length):
            "The \(link) allows \(length) CA certificates below it; the chain has more."
        case .wrongExtendedKeyUsage(let link):
            "The extended key usage of the \(link) does not allow client authentication."
        case .chainTooLong(let level): "No trusted certificate was found within \(level) issuers above the certificate."
        case .unsupportedCriticalExtension(let link, let oid):
            "The \(link) has the critical extension \(oid), which is not supported here."
        case .nameNotPermitted(let link, let name): "The name constraints of the \(link) do not permit '\(name)'."
        case .tooManyCandidates(let max): "More than \(max) certificates would have to be tried; send the chain only."
        }
    }
}
