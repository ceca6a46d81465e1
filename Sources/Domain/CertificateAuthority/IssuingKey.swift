public import Events
public import KeyStore
public import Storage
import ManagementAPI

/// A key of a CA that is here: what vouches for, and revokes, the certificates that it signed. A CA has a new one after
/// each rekey; the ones before it go on to tell of what they issued.
public struct IssuingKey: Sendable, Hashable {
    public let caID: String
    /// Counts the keys of the CA, from 0.
    public let generation: Int
    public let keyID: String
    /// The newest certificate of the CA for this key, DER.
    public let certificate: [UInt8]
    public let notAfter: Timestamp
    public let status: CertificateStatus
    /// Into how many lists its CRL is divided; 1 is one list of everything.
    public let crlShards: Int
    /// The CA was deleted: nothing new is said about what it issued.
    public let isDeleted: Bool
}

extension Reading where Self: ~Copyable {
    /// The keys that are here, of all CAs, by CA and generation.
    public func issuingKeys() throws -> [IssuingKey] {
        try query("SELECT \(IssuingKey.columns) FROM \(IssuingKey.newest) ORDER BY c.id, h.key_generation")
            .map(IssuingKey.init(row:))
    }

    /// - Returns: nil where the CA has no such key, or we do not hold it.
    public func issuingKey(ofCA caID: String, generation: Int) throws -> IssuingKey? {
        try first(
            """
            SELECT \(IssuingKey.columns) FROM \(IssuingKey.newest)
                AND h.ca_id = \(caID) AND h.key_generation = \(generation)
            """
        ).map(IssuingKey.init(row:))
    }
}

extension IssuingKey {
    fileprivate static let columns: SQL =
        "c.id, h.key_generation, h.key_id, h.certificate, h.not_after, c.status, c.crl_shards, c.deleted_at"

    /// The newest certificate of each key that is here.
    fileprivate static let newest: SQL = """
        ca c JOIN ca_certificate h ON h.ca_id = c.id
        WHERE h.key_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM ca_certificate n
            WHERE n.ca_id = h.ca_id AND n.number > h.number AND n.key_generation = h.key_generation)
        """

    fileprivate init(row: Row) throws {
        caID = try row.text(0)
        generation = Int(try row.integer(1))
        keyID = try row.text(2)
        certificate = try row.bytes(3)
        notAfter = Timestamp(milliseconds: try row.integer(4))
        status = try row.wire(5)
        crlShards = Int(try row.integer(6))
        isDeleted = try row.timeOrNull(7) != nil
    }
}

extension CAService {
    /// The private key, to be used where it lives.
    public func signingKey(_ key: IssuingKey) async throws -> any SigningKey {
        try await keyStore.key(key.keyID)
    }
}
