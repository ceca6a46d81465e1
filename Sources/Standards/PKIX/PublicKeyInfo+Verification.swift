import Crypto
import CryptoExtras

extension PublicKeyInfo {
    /// Whether this key made the signature: of a certificate, a request, a CRL, an OCSP answer.
    ///
    /// - Parameters:
    ///   - signature: the contents of the BIT STRING: an ECDSA-Sig-Value for ECDSA (RFC 5758), PKCS #1 v1.5 for RSA
    ///     (RFC 4055), the bare signature for Ed25519 (RFC 8410) and ML-DSA (RFC 9881, empty context).
    ///   - algorithm: what the signed structure names; any hash goes with any curve.
    /// - Returns: false also for a key or signature that is malformed, weak, or of another kind than the algorithm's.
    public func isValid(signature: [UInt8], algorithm: SignatureAlgorithm, for message: [UInt8]) -> Bool {
        switch algorithm {
        case .ecdsaWithSHA256: ecdsa(signature, SHA256.hash(data: message))
        case .ecdsaWithSHA384: ecdsa(signature, SHA384.hash(data: message))
        case .ecdsaWithSHA512: ecdsa(signature, SHA512.hash(data: message))
        case .sha256WithRSA: rsa(signature, SHA256.hash(data: message))
        case .sha384WithRSA: rsa(signature, SHA384.hash(data: message))
        case .sha512WithRSA: rsa(signature, SHA512.hash(data: message))
        case .ed25519: ed25519(signature, message)
        case .mlDSA65, .mlDSA87: mlDSA(signature, algorithm, message)
        }
    }

    /// Whether the crypto library takes the key: the point lies on the curve, the modulus is one.
    var isUsable: Bool {
        switch kind {
        case .ecdsa(bits: 256): (try? P256.Signing.PublicKey(x963Representation: bits)) != nil
        case .ecdsa(bits: 384): (try? P384.Signing.PublicKey(x963Representation: bits)) != nil
        case .ecdsa(bits: 521): (try? P521.Signing.PublicKey(x963Representation: bits)) != nil
        case .rsa: rsaKey != nil
        case .ed25519: (try? Curve25519.Signing.PublicKey(rawRepresentation: bits)) != nil
        case .mlDSA65: (try? MLDSA65.PublicKey(rawRepresentation: bits)) != nil
        case .mlDSA87: (try? MLDSA87.PublicKey(rawRepresentation: bits)) != nil
        case .ecdsa, .other: false
        }
    }

    private func ecdsa(_ signature: [UInt8], _ digest: some Digest) -> Bool {
        switch kind {
        case .ecdsa(bits: 256):
            guard let key = try? P256.Signing.PublicKey(x963Representation: bits),
                let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: digest)
        case .ecdsa(bits: 384):
            guard let key = try? P384.Signing.PublicKey(x963Representation: bits),
                let signature = try? P384.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: digest)
        case .ecdsa(bits: 521):
            guard let key = try? P521.Signing.PublicKey(x963Representation: bits),
                let signature = try? P521.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: digest)
        default: return false
        }
    }

    private func rsa(_ signature: [UInt8], _ digest: some Digest) -> Bool {
        rsaKey?.isValidSignature(
            _RSA.Signing.RSASignature(rawRepresentation: signature), for: digest, padding: .insecurePKCS1v1_5) ?? false
    }

    private var rsaKey: _RSA.Signing.PublicKey? {
        guard case .rsa(PublicKeyInfo.rsaBitsMin...PublicKeyInfo.rsaBitsMax) = kind else { return nil }
        return try? _RSA.Signing.PublicKey(derRepresentation: der)
    }

    private func ed25519(_ signature: [UInt8], _ message: [UInt8]) -> Bool {
        guard kind == .ed25519, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bits) else {
            return false
        }
        return key.isValidSignature(signature, for: message)
    }

    private func mlDSA(_ signature: [UInt8], _ algorithm: SignatureAlgorithm, _ message: [UInt8]) -> Bool {
        switch (kind, algorithm) {
        case (.mlDSA65, .mlDSA65):
            (try? MLDSA65.PublicKey(rawRepresentation: bits))?.isValidSignature(signature, for: message) ?? false
        case (.mlDSA87, .mlDSA87):
            (try? MLDSA87.PublicKey(rawRepresentation: bits))?.isValidSignature(signature, for: message) ?? false
        default: false
        }
    }
}
