import Crypto
import Foundation

/// Ephemeral-static ECDH with the standard (not cofactor) primitive (RFC 5753, 3.1; the curves have cofactor 1).
struct KeyAgreement {
    private let bits: Int
    private let wrap: Wrap

    private enum Wrap {
        case aes128, aes256

        /// The parameters of a key wrap are absent (RFC 3565, 2.3.2).
        var algorithm: [UInt8] { DER.sequence(self == .aes128 ? OID.aes128Wrap.der : OID.aes256Wrap.der) }
        var octets: Int { self == .aes128 ? 16 : 32 }
    }

    init(bits: Int, _ capabilities: SMIMECapabilities?) throws(PKIXError) {
        self.bits = bits
        wrap =
            try capabilities?.choose(
                [(.aes256Wrap, .aes256), (.aes128Wrap, .aes128)], others: Self.otherWraps, purpose: "key wrap")
            ?? .aes256
    }

    /// KeyAgreeRecipientInfo, `[1]` (RFC 5652, 6.2.2), with a fresh key of the originator's in it.
    func encrypt(_ key: SymmetricKey, to recipient: Recipient) throws(PKIXError) -> RecipientInfo {
        let (originator, wrapped): ([UInt8], [UInt8])
        do {
            let agreed = try agree(with: recipient.key)
            originator = agreed.point
            wrapped = Array(try AES.KeyWrap.wrap(key, using: agreed.key))
        } catch {
            throw RecipientInfo.unusable
        }
        let curve = PublicKeyInfo.curve(bits: bits)?.der ?? []
        let originatorKey = DER.tlv(
            DERTag.contextConstructed(1), DER.sequence(OID.ecPublicKey.der, curve),
            DER.tlv(DERTag.bitString, [0], originator))
        let identifier =
            switch recipient.identifier {
            case .issuerAndSerialNumber(let element): element
            case .subjectKeyIdentifier(let octets):
                DER.tlv(DERTag.contextConstructed(0), DER.tlv(DERTag.octetString, octets))
            }
        let encryptedKey = DER.sequence(identifier, DER.tlv(DERTag.octetString, wrapped))
        return RecipientInfo(
            version: 3,
            der: DER.tlv(
                DERTag.contextConstructed(1), DER.integer(3), DER.tlv(DERTag.contextConstructed(0), originatorKey),
                DER.sequence(scheme.der, wrap.algorithm), DER.sequence(encryptedKey)))
    }

    /// The hash is as strong as the curve (RFC 5753, 8).
    private var scheme: OID {
        switch bits {
        case 256: .ecdhSHA256KDF
        case 384: .ecdhSHA384KDF
        default: .ecdhSHA512KDF
        }
    }

    private func agree(with key: PublicKeyInfo) throws -> (point: [UInt8], key: SymmetricKey) {
        let octets = wrap.octets
        switch bits {
        case 256:
            let mine = P256.KeyAgreement.PrivateKey()
            let secret = try mine.sharedSecretFromKeyAgreement(with: .init(x963Representation: key.bits))
            return (
                Array(mine.publicKey.x963Representation),
                secret.x963DerivedSymmetricKey(using: SHA256.self, sharedInfo: sharedInfo, outputByteCount: octets)
            )
        case 384:
            let mine = P384.KeyAgreement.PrivateKey()
            let secret = try mine.sharedSecretFromKeyAgreement(with: .init(x963Representation: key.bits))
            return (
                Array(mine.publicKey.x963Representation),
                secret.x963DerivedSymmetricKey(using: SHA384.self, sharedInfo: sharedInfo, outputByteCount: octets)
            )
        default:
            let mine = P521.KeyAgreement.PrivateKey()
            let secret = try mine.sharedSecretFromKeyAgreement(with: .init(x963Representation: key.bits))
            return (
                Array(mine.publicKey.x963Representation),
                secret.x963DerivedSymmetricKey(using: SHA512.self, sharedInfo: sharedInfo, outputByteCount: octets)
            )
        }
    }

    /// ECC-CMS-SharedInfo (RFC 5753, 7.2): the wrap and the size of its key in bits. Without keying material of the
    /// user's, since the originator's key is used once.
    private var sharedInfo: [UInt8] {
        let size = UInt32(wrap.octets * 8)
        let octets = (0..<4).reversed().map { UInt8(truncatingIfNeeded: size >> (UInt32($0) * 8)) }
        return DER.sequence(
            wrap.algorithm, DER.tlv(DERTag.contextConstructed(2), DER.tlv(DERTag.octetString, octets)))
    }

    /// Wraps by triple DES and RC2, which clients of another time name (RFC 3370, 4.3).
    private static let otherWraps: Set<OID> = [
        OID(1, 2, 840, 113549, 1, 9, 16, 3, 6), OID(1, 2, 840, 113549, 1, 9, 16, 3, 7),
    ]
}
