import Crypto
import CryptoExtras
import Foundation

/// Writes EnvelopedData (RFC 5652, 6): a content encrypted under a fresh key, and that key encrypted to one recipient.
///
/// AES in CBC mode is what EnvelopedData has: AES-GCM needs AuthEnvelopedData (RFC 5083), which is another message, and
/// which RFC 7030 does not know. What stands inside is signed where it must not be changed.
public enum EnvelopedData {
    enum Cipher {
        case aes128CBC, aes256CBC

        var oid: OID { self == .aes128CBC ? .aes128CBC : .aes256CBC }
        var keySize: SymmetricKeySize { self == .aes128CBC ? .bits128 : .bits256 }
    }

    /// - Parameters:
    ///   - signedData: a SignedData element, which is a content type of its own: it has no ContentInfo around it.
    ///   - capabilities: what the recipient can use; nil leaves the choice to this end: AES-256, RSAES-OAEP with SHA-256.
    /// - Returns: the ContentInfo, DER.
    /// - Throws: `unsupportedKey` for a key that nothing can be encrypted to, `noCommonAlgorithm`.
    public static func encrypt(
        signedData: [UInt8], to recipient: Recipient, capabilities: SMIMECapabilities? = nil
    ) throws(PKIXError) -> [UInt8] {
        let cipher = try capabilities?.choose(ciphers, others: otherCiphers, purpose: "content cipher") ?? .aes256CBC
        let key = SymmetricKey(size: cipher.keySize)
        let information = try RecipientInfo.encrypt(key, to: recipient, capabilities)
        let (parameters, encrypted) = try seal(signedData, under: key)
        return DER.sequence(
            OID.cmsEnvelopedData.der,
            DER.tlv(
                DERTag.contextConstructed(0),
                DER.sequence(
                    DER.integer(information.version == 0 ? 0 : 2), DER.tlv(DERTag.set, information.der),
                    DER.sequence(
                        OID.cmsSignedData.der, DER.sequence(cipher.oid.der, parameters),
                        DER.tlv(DERTag.context(0), encrypted)))))
    }

    /// - Returns: the initialisation vector as an OCTET STRING (RFC 3565, 4.1), and the padded content, encrypted.
    private static func seal(
        _ content: [UInt8], under key: SymmetricKey
    ) throws(PKIXError) -> (parameters: [UInt8], encrypted: [UInt8]) {
        let vector = AES._CBC.IV()
        do {
            let encrypted = try AES._CBC.encrypt(content, using: key, iv: vector)
            return (DER.tlv(DERTag.octetString, Array(vector)), Array(encrypted))
        } catch {
            throw RecipientInfo.unusable
        }
    }

    private static let ciphers: [(identifier: OID, choice: Cipher)] = [
        (.aes256CBC, .aes256CBC), (.aes128CBC, .aes128CBC),
    ]
    /// DES, RC2, Camellia and SEED, which clients of another time name. AES in other modes says that AES-CBC works too.
    private static let otherCiphers: Set<OID> = [
        OID(1, 3, 14, 3, 2, 7), OID(1, 2, 840, 113549, 3, 2), OID(1, 2, 840, 113549, 3, 7),
        OID(1, 2, 392, 200011, 61, 1, 1, 1, 2), OID(1, 2, 392, 200011, 61, 1, 1, 1, 4), OID(1, 2, 410, 200004, 1, 4),
    ]
}
