import Crypto
import CryptoExtras
import Foundation

extension PrivateKey {
    /// The bare key, as a key store encrypts it: the scalar, the seed, or for RSA the RSAPrivateKey of PKCS #1. Secret.
    ///
    /// A copy that may be wiped: what the crypto library returns can share the memory of the key itself, and wiping that
    /// would make another key of it.
    package var rawBytes: [UInt8] { [UInt8](libraryBytes) }

    private var libraryBytes: Data {
        switch material {
        case .p256(let key): key.rawRepresentation
        case .p384(let key): key.rawRepresentation
        case .p521(let key): key.rawRepresentation
        case .rsa(let key): key.derRepresentation
        case .ed25519(let key): key.rawRepresentation
        case .mlDSA65(let key): key.seedRepresentation
        case .mlDSA87(let key): key.seedRepresentation
        }
    }

    /// - Parameter kind: the bits of an RSA key are not looked at.
    /// - Throws: `malformedPrivateKey` or `unsupportedKey`; never with anything of the key.
    package init(rawBytes bytes: [UInt8], kind: PublicKeyKind) throws(PKIXError) {
        do {
            try self.init(try Material(bytes, kind))
        } catch let error as PKIXError {
            throw error
        } catch {
            throw PKIXError(.malformedPrivateKey, "The private key is no \(kind) key.", in: "private key")
        }
    }

    /// PrivateKeyInfo, DER, version 0 (RFC 5208; RFC 5958; RFC 9881, 6, the seed for ML-DSA). Secret.
    public var pkcs8: [UInt8] {
        let raw = rawBytes
        let (algorithm, key): ([UInt8], [UInt8]) =
            switch kind {
            case .rsa, .other: (DER.sequence(OID.rsaEncryption.der, DER.null), raw)
            case .ecdsa(let bits):
                (
                    DER.sequence(OID.ecPublicKey.der, PublicKeyInfo.curve(bits: bits)?.der ?? []),
                    DER.sequence(
                        DER.integer(1), DER.tlv(DERTag.octetString, raw),
                        DER.tlv(DERTag.contextConstructed(1), DER.tlv(DERTag.bitString, [0], publicKey.bits)))
                )
            case .ed25519: (DER.sequence(OID.ed25519.der), DER.tlv(DERTag.octetString, raw))
            case .mlDSA65: (DER.sequence(OID.mlDSA65.der), DER.tlv(DERTag.context(0), raw))
            case .mlDSA87: (DER.sequence(OID.mlDSA87.der), DER.tlv(DERTag.context(0), raw))
            }
        return DER.sequence(DER.integer(0), algorithm, DER.tlv(DERTag.octetString, key))
    }

    /// ``pkcs8`` as a `PRIVATE KEY` block (RFC 7468, section 10). Secret.
    public var pkcs8PEM: [UInt8] { PEM.encode("PRIVATE KEY", pkcs8) }
}

extension PrivateKey.Material {
    fileprivate init(_ bytes: [UInt8], _ kind: PublicKeyKind) throws {
        switch kind {
        case .ecdsa(bits: 256): self = .p256(try P256.Signing.PrivateKey(rawRepresentation: bytes))
        case .ecdsa(bits: 384): self = .p384(try P384.Signing.PrivateKey(rawRepresentation: bytes))
        case .ecdsa(bits: 521): self = .p521(try P521.Signing.PrivateKey(rawRepresentation: bytes))
        case .rsa: self = .rsa(try _RSA.Signing.PrivateKey(derRepresentation: bytes))
        case .ed25519: self = .ed25519(try Curve25519.Signing.PrivateKey(rawRepresentation: bytes))
        case .mlDSA65: self = .mlDSA65(try MLDSA65.PrivateKey(seedRepresentation: bytes, publicKey: nil))
        case .mlDSA87: self = .mlDSA87(try MLDSA87.PrivateKey(seedRepresentation: bytes, publicKey: nil))
        case .ecdsa, .other: throw PrivateKey.unsupported(kind)
        }
    }
}
