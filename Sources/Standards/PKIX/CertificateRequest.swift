import SwiftASN1
public import X509

/// A certification request (PKCS #10, RFC 2986), read strictly.
///
/// What goes into a certificate is sliced out of the request and never written anew. The library's parser judges the
/// whole, but for ML-DSA, which it does not know; keys and signature algorithms are looked at first, so that a refusal
/// says what to change.
public struct CertificateRequest: Sendable {
    public let der: [UInt8]
    public let subject: Name
    /// The Name element, verbatim.
    public let subjectDER: [UInt8]
    public let publicKey: PublicKeyInfo
    /// The value of the requested subjectAltName, verbatim; nil when none is requested.
    public let subjectAltNameDER: [UInt8]?
    /// The dotted identifiers of all requested extensions, in order.
    public let requestedExtensions: [String]
    /// Whether the request carries a challengePassword (RFC 2985, 5.4.1). Its value is a secret and not kept apart.
    public let hasChallengePassword: Bool
    /// The library's view of the same bytes; nil where the key or the signature is ML-DSA, which it does not know.
    public let x509: CertificateSigningRequest?
    private let signatureAlgorithm: SignatureAlgorithm
    private let signature: [UInt8]
    private let infoRange: Range<Int>

    /// The SubjectPublicKeyInfo element, verbatim.
    public var publicKeyInfoDER: [UInt8] { publicKey.der }
    /// The contents of the public key's BIT STRING.
    public var publicKeyBits: [UInt8] { publicKey.bits }
    public var key: PublicKeyKind { publicKey.kind }

    /// The largest request that is read, in bytes of DER.
    public static let sizeMax = 16_384

    /// - Throws: `tooLarge`, `malformedDER`, `malformedName`, `weakKey`, `unsupportedKey`,
    ///   `unsupportedSignatureAlgorithm`, `duplicateExtension`, `malformedExtension`, or `malformedRequest` for what
    ///   only the library's parser refuses.
    public init(der: [UInt8]) throws(PKIXError) {
        guard der.count <= CertificateRequest.sizeMax else {
            throw PKIXError(.tooLarge, "The certification request is larger than 16 KiB.", in: "certification request")
        }
        let fields = try Fields(der)
        self.der = der
        subject = fields.subject
        subjectDER = fields.subject.der
        publicKey = fields.publicKey
        subjectAltNameDER = fields.extensions.first { $0.oid == .subjectAltName }?.value
        requestedExtensions = fields.extensions.map(\.oid.dotted)
        hasChallengePassword = fields.hasChallengePassword
        signatureAlgorithm = fields.signatureAlgorithm
        signature = fields.signature
        infoRange = fields.info
        if let subjectAltNameDER { _ = try GeneralName.decode(subjectAltNameDER) }
        guard !publicKey.kind.isUnknownToLibrary, !signatureAlgorithm.isUnknownToLibrary else {
            x509 = nil
            return
        }
        do {
            x509 = try CertificateSigningRequest(derEncoded: der)
        } catch {
            throw PKIXError(
                .malformedRequest, "The request is not a valid PKCS #10 request, or its key or signature is malformed.",
                in: "certification request")
        }
    }

    /// Proof of possession: whether the request is signed by the key that it contains (RFC 2986, 4.2).
    public func verifySignature() -> Bool {
        // The library has the key open already.
        if let x509 { return x509.publicKey.isValidSignature(x509.signature, for: x509) }
        return publicKey.isValid(signature: signature, algorithm: signatureAlgorithm, for: Array(der[infoRange]))
    }

    /// The alternative names that are asked for; empty when there are none.
    public func subjectAltNames() throws(PKIXError) -> [GeneralName] {
        guard let subjectAltNameDER else { return [] }
        return try GeneralName.decode(subjectAltNameDER)
    }
}
