/// Who signs messages: a certificate with those above it, and its key.
public struct MessageSigner: Sendable {
    let certificates: [[UInt8]]
    let leaf: ParsedCertificate
    let key: PrivateKey

    /// - Parameter certificates: DER, the signer's own first.
    /// - Throws: as reading a certificate does; `inconsistentKey` where the key is not that of the first one.
    public init(certificates: [[UInt8]], key: PrivateKey) throws(PKIXError) {
        leaf = try ParsedCertificate(der: certificates.first ?? [])
        guard leaf.publicKeyInfoDER == key.publicKey.der else {
            throw PKIXError(.inconsistentKey, "The key is not that of the signer's certificate.", in: "signer")
        }
        self.certificates = certificates
        self.key = key
    }
}

/// Private keys on their way: an AsymmetricKeyPackage (RFC 5958, 2) in a SignedData (RFC 5652, 5).
public enum SignedKeyPackage {
    /// - Parameter seconds: the time of signing, since 1970.
    /// - Returns: the SignedData element. Secret: it holds the key in the clear.
    public static func encode(_ key: PrivateKey, by signer: MessageSigner, at seconds: Int64) throws -> [UInt8] {
        let package = DER.sequence(key.pkcs8)
        let digest = hash(for: signer.key.signatureAlgorithm)
        let attributes = [
            attribute(.contentType, OID.asymmetricKeyPackage.der),
            attribute(.signingTime, ASN1Time.encode(seconds)),
            attribute(.messageDigest, DER.tlv(DERTag.octetString, digest.hash(package))),
        ]
        // What is signed has the tag of a SET, and not that of the field (RFC 5652, 5.4).
        let signature = try signer.key.sign(DER.setOf(DERTag.set, attributes))
        let information = DER.sequence(
            DER.integer(1), DER.sequence(signer.leaf.issuer.der, signer.leaf.serial.der), DER.sequence(digest.oid.der),
            DER.setOf(DERTag.contextConstructed(0), attributes), signer.key.signatureAlgorithm.der,
            DER.tlv(DERTag.octetString, signature))
        let content = DER.sequence(
            OID.asymmetricKeyPackage.der,
            DER.tlv(DERTag.contextConstructed(0), DER.tlv(DERTag.octetString, package)))
        return DER.sequence(
            DER.integer(3), DER.tlv(DERTag.set, DER.sequence(digest.oid.der)), content,
            DER.setOf(DERTag.contextConstructed(0), signer.certificates), DER.tlv(DERTag.set, information))
    }

    /// The hash that goes with a signature: the same one, or SHA-512 where the signature has none of its own
    /// (RFC 8419, 3; RFC 9882, 3.3).
    private static func hash(for algorithm: SignatureAlgorithm) -> OCSPHashAlgorithm {
        switch algorithm {
        case .ecdsaWithSHA256, .sha256WithRSA: .sha256
        case .ecdsaWithSHA384, .sha384WithRSA: .sha384
        case .ecdsaWithSHA512, .sha512WithRSA, .ed25519, .mlDSA65, .mlDSA87: .sha512
        }
    }

    private static func attribute(_ type: OID, _ value: [UInt8]) -> [UInt8] {
        DER.sequence(type.der, DER.tlv(DERTag.set, value))
    }
}
