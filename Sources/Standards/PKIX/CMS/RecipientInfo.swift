import Crypto
import CryptoExtras
import Foundation

/// A content-encryption key, encrypted to one recipient (RFC 5652, 6.2).
struct RecipientInfo {
    let version: Int
    /// The element with the tag that the CHOICE gives it.
    let der: [UInt8]

    static func encrypt(
        _ key: SymmetricKey, to recipient: Recipient, _ capabilities: SMIMECapabilities?
    ) throws(PKIXError) -> RecipientInfo {
        switch recipient.key.kind {
        case .rsa: return try transport(key, to: recipient, capabilities)
        case .ecdsa(let bits): return try KeyAgreement(bits: bits, capabilities).encrypt(key, to: recipient)
        case .ed25519, .mlDSA65, .mlDSA87, .other:
            throw PKIXError(
                .unsupportedKey,
                "The key to encrypt to is \(recipient.key.kind), which can only sign; name an RSA or EC key.",
                in: "decrypt key identifier")
        }
    }

    private enum Transport {
        case oaep, pkcs1
    }

    /// KeyTransRecipientInfo, which has no tag of its own (RFC 5652, 6.2.1).
    private static func transport(
        _ key: SymmetricKey, to recipient: Recipient, _ capabilities: SMIMECapabilities?
    ) throws(PKIXError) -> RecipientInfo {
        let transport =
            try capabilities?.choose(
                [(.rsaesOAEP, .oaep), (.rsaEncryption, .pkcs1)], others: [], purpose: "key transport") ?? Transport.oaep
        let encrypted: [UInt8]
        do {
            let publicKey = try _RSA.Encryption.PublicKey(derRepresentation: recipient.key.der)
            let padding: _RSA.Encryption.Padding =
                transport == .oaep ? .PKCS1_OAEP_SHA256 : ._WEAK_AND_INSECURE_PKCS_V1_5
            encrypted = try key.withUnsafeBytes { Array(try publicKey.encrypt(Data($0), padding: padding)) }
        } catch {
            throw unusable
        }
        let (version, identifier): (Int, [UInt8]) =
            switch recipient.identifier {
            case .issuerAndSerialNumber(let element): (0, element)
            case .subjectKeyIdentifier(let octets): (2, DER.tlv(DERTag.context(0), octets))
            }
        let algorithm = transport == .oaep ? oaepSHA256 : DER.sequence(OID.rsaEncryption.der, DER.null)
        return RecipientInfo(
            version: version,
            der: DER.sequence(
                DER.integer(version), identifier, algorithm, DER.tlv(DERTag.octetString, encrypted)))
    }

    /// RSAES-OAEP with SHA-256 for both the label and the mask (RFC 4055, 4.1; RFC 8017, A.2.1).
    private static let oaepSHA256: [UInt8] = {
        let sha256 = DER.sequence(OID.sha256.der, DER.null)
        return DER.sequence(
            OID.rsaesOAEP.der,
            DER.sequence(
                DER.tlv(DERTag.contextConstructed(0), sha256),
                DER.tlv(DERTag.contextConstructed(1), DER.sequence(OID.mgf1.der, sha256))))
    }()

    static let unusable = PKIXError(
        .unsupportedKey, "Nothing can be encrypted to this key; it may be malformed.", in: "decrypt key identifier")
}
