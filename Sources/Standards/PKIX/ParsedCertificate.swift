import Crypto
import SwiftASN1
public import X509

/// A certificate from outside or from a store: the fields that decisions need (RFC 5280, 4.1).
public struct ParsedCertificate: Sendable, Hashable {
    public let der: [UInt8]
    public let serial: SerialNumber
    public let issuer: Name
    public let subject: Name
    /// Seconds since 1970.
    public let notBefore: Int64
    /// Seconds since 1970; the certificate is still valid in this second.
    public let notAfter: Int64
    public let publicKey: PublicKeyInfo
    /// Nil for SHA-1 with RSA: such a signature is never found valid, but old roots, whose own signature nobody
    /// checks, have it.
    public let signatureAlgorithm: SignatureAlgorithm?
    public let extensions: CertificateExtensions
    /// The signature as the BIT STRING holds it.
    public let signature: [UInt8]
    /// The library's view of the same bytes; nil where the key or the signature is ML-DSA, which it does not know.
    public let x509: Certificate?
    private let tbsRange: Range<Int>

    /// The largest certificate that is read, in bytes of DER.
    public static let sizeMax = 65_536

    /// - Throws: `tooLarge`, `malformedDER`, `malformedName`, `invalidSerialNumber`, `invalidTime`, `weakKey`,
    ///   `unsupportedKey`, `unsupportedSignatureAlgorithm`, `duplicateExtension`, `malformedExtension`, or
    ///   `malformedCertificate` for what only the library's parser refuses.
    public init(der: [UInt8]) throws(PKIXError) {
        guard der.count <= ParsedCertificate.sizeMax else {
            throw PKIXError(.tooLarge, "The certificate is larger than 64 KiB.", in: "certificate")
        }
        let fields = try Fields(der)
        self.der = der
        serial = fields.serial
        issuer = fields.issuer
        subject = fields.subject
        notBefore = fields.notBefore
        notAfter = fields.notAfter
        publicKey = fields.publicKey
        signatureAlgorithm = fields.signatureAlgorithm
        extensions = fields.extensions
        signature = fields.signature
        tbsRange = fields.tbs
        if fields.publicKey.kind.isUnknownToLibrary || fields.signatureAlgorithm?.isUnknownToLibrary == true {
            guard fields.publicKey.isUsable else { throw ParsedCertificate.malformed }
            x509 = nil
            return
        }
        do {
            x509 = try Certificate(derEncoded: der)
        } catch {
            throw ParsedCertificate.malformed
        }
    }

    private static let malformed = PKIXError(
        .malformedCertificate, "The certificate is malformed, or its key or signature is.", in: "certificate")

    /// The TBSCertificate element, verbatim: what was signed.
    public var tbs: [UInt8] { Array(der[tbsRange]) }
    /// The SubjectPublicKeyInfo element, verbatim.
    public var publicKeyInfoDER: [UInt8] { publicKey.der }
    public var key: PublicKeyKind { publicKey.kind }
    public var subjectKeyIdentifier: [UInt8]? { extensions.subjectKeyIdentifier }
    public var authorityKeyIdentifier: [UInt8]? { extensions.authorityKeyIdentifier }
    public var isCA: Bool { extensions.isCA }
    /// How many CA certificates may follow below this one; nil means any number.
    public var pathLength: Int? { extensions.pathLength }
    /// Dotted identifiers; nil when the extension is absent.
    public var extendedKeyUsages: [String]? { extensions.extendedKeyUsages?.map(\.dotted) }
    /// Nil when the extension is absent.
    public var keyUsage: KeyUsage? { extensions.keyUsage }
    public var hasNameConstraints: Bool { extensions.value(.nameConstraints) != nil }
    /// The value of the extension, verbatim; nil when it is absent.
    public var subjectAltNameDER: [UInt8]? { extensions.value(.subjectAltName) }
    /// Whether subject and issuer are the same name. Says nothing of the signature.
    public var selfIssued: Bool { subject.matches(issuer) }

    /// The subtrees in which it may name its subjects; nil when it may name anybody.
    ///
    /// - Throws: `malformedDER` or `malformedExtension`: nothing below such a CA is valid.
    public func nameConstraints() throws(PKIXError) -> NameConstraints? {
        guard let value = extensions.value(.nameConstraints) else { return nil }
        return try NameConstraints(der: value)
    }

    /// 64 lower-case hexadecimal digits.
    public var sha256Fingerprint: String { Hex.encode(SHA256.hash(data: der)) }

    /// Whether the issuer's key made the signature, with an algorithm that is still trusted. Names, validity and
    /// permissions are not looked at.
    public func isSigned(by issuer: ParsedCertificate) -> Bool {
        isSigned(by: issuer.publicKey)
    }

    /// As ``isSigned(by:)`` for an issuer of whom only the key is known.
    public func isSigned(by key: PublicKeyInfo) -> Bool {
        guard let signatureAlgorithm else { return false }
        return key.isValid(signature: signature, algorithm: signatureAlgorithm, for: tbs)
    }

    /// Whether it is issued in its own name and signed with its own key (RFC 5280, 3.2), the signature verified.
    public var isSelfSigned: Bool { selfIssued && isSigned(by: publicKey) }

    public static func == (lhs: ParsedCertificate, rhs: ParsedCertificate) -> Bool { lhs.der == rhs.der }
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }
}
