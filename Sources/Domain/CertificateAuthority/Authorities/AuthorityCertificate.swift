public import Events
public import PKIX
import Crypto
import Storage

/// One of the certificates that a CA has had: the first, or what a reissue or a rekey gave it. The newest is the CA's
/// present one.
public struct AuthorityCertificate: Sendable, Hashable {
    public let caID: String
    /// Counts the certificates of the CA, from 0.
    public let number: Int
    /// Which of the CA's keys it is for.
    public let keyGeneration: Int
    /// The key in the engine; nil where we do not hold it.
    public let keyID: String?
    /// SHA-256 of the SubjectPublicKeyInfo; nil for what an older version of this software stored.
    let keyHash: [UInt8]?
    public let keyIdentifier: [UInt8]?
    public let issuerKeyIdentifier: [UInt8]?
    public let serial: SerialNumber
    /// The CA that signed it; nil for a root, and where its issuer is not here.
    public let issuerID: String?
    /// Which key of that CA signed it.
    public let issuerKey: Int
    /// Nil where its issuer is not here.
    public let issuerSerial: SerialNumber?
    public let der: [UInt8]
    public let notBefore: Timestamp
    public let notAfter: Timestamp
    public let createdAt: Timestamp
}

extension AuthorityCertificate {
    static let columns: SQL = """
        ca_id, number, key_generation, key_id, key_hash, key_identifier, issuer_key_identifier, serial, issuer_id, \
        issuer_key, issuer_serial, certificate, not_before, not_after, created_at
        """

    init(row: Row) throws {
        caID = try row.text(0)
        number = Int(try row.integer(1))
        keyGeneration = Int(try row.integer(2))
        keyID = try row.textOrNull(3)
        keyHash = try row.bytesOrNull(4)
        keyIdentifier = try row.bytesOrNull(5)
        issuerKeyIdentifier = try row.bytesOrNull(6)
        serial = try SerialNumber(bytes: try row.bytes(7))
        issuerID = try row.textOrNull(8)
        issuerKey = Int(try row.integer(9))
        let issuerSerialBytes = try row.bytes(10)
        issuerSerial = issuerSerialBytes.isEmpty ? nil : try SerialNumber(bytes: issuerSerialBytes)
        der = try row.bytes(11)
        notBefore = Timestamp(milliseconds: try row.integer(12))
        notAfter = Timestamp(milliseconds: try row.integer(13))
        createdAt = Timestamp(milliseconds: try row.integer(14))
    }

    /// The present certificate of a CA.
    init(of ca: CertificateAuthority, number: Int, at time: Timestamp) throws {
        caID = ca.id
        self.number = number
        keyGeneration = ca.keyGeneration
        keyID = ca.keyID
        keyHash = Self.keyHash(try ParsedCertificate(der: ca.der).publicKeyInfoDER)
        keyIdentifier = ca.keyIdentifier
        issuerKeyIdentifier = ca.issuerKeyIdentifier
        serial = ca.serial
        issuerID = ca.parentID
        issuerKey = ca.issuerKey
        issuerSerial = ca.issuerSerial
        der = ca.der
        notBefore = ca.notBefore
        notAfter = ca.notAfter
        createdAt = time
    }

    static func keyHash(_ publicKeyInfo: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: publicKeyInfo)) }
}
