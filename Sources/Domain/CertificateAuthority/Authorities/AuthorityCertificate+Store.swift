public import PKIX
public import Storage
import Events

extension Reading where Self: ~Copyable {
    /// All certificates that a CA has had, oldest first; also of one that was deleted.
    public func authorityCertificates(ofCA id: String) throws -> [AuthorityCertificate] {
        try query("SELECT \(AuthorityCertificate.columns) FROM ca_certificate WHERE ca_id = \(id) ORDER BY number")
            .map(AuthorityCertificate.init(row:))
    }

    /// The newest certificate of a key of a CA, DER; also of one that was deleted.
    public func certificate(ofCA id: String, key: Int) throws -> [UInt8]? {
        try first(
            """
            SELECT certificate FROM ca_certificate WHERE ca_id = \(id) AND key_generation = \(key)
            ORDER BY number DESC LIMIT 1
            """
        ).map { try $0.bytes(0) }
    }

    /// What a relying party may anchor its trust in: the newest certificate of each key of a CA, the present one first,
    /// DER. What was signed before a rekey is judged by an older one.
    /// - Returns: nothing where there is no such CA, or it was deleted.
    public func anchors(ofCA id: String) throws -> [[UInt8]] {
        let rows = try query(
            """
            SELECT h.key_generation, h.certificate FROM ca_certificate h JOIN ca c ON c.id = h.ca_id
            WHERE h.ca_id = \(id) AND c.deleted_at IS NULL ORDER BY h.number DESC
            """)
        var seen: Set<Int64> = []
        return try rows.filter { seen.insert(try $0.integer(0)).inserted }.map { try $0.bytes(1) }
    }

    /// The CA whose present or former certificate has this serial number; the present one of a live CA before others, for
    /// certificates from outside may share a number.
    public func certificateAuthority(withSerial serial: SerialNumber) throws -> CertificateAuthority? {
        try certificateAuthorities(withSerial: serial).first
    }

    /// The CA one of whose certificates, present or former, has these very bytes.
    public func certificateAuthority(
        withCertificate der: [UInt8], serial: SerialNumber
    ) throws -> CertificateAuthority? {
        let owner = try first(
            """
            SELECT h.ca_id FROM ca_certificate h JOIN ca c ON c.id = h.ca_id
            WHERE h.serial = \(serial.bytes) AND h.certificate = \(der) AND c.deleted_at IS NULL
            """)
        return try owner.flatMap { try certificateAuthority(try $0.text(0)) }
    }

    private func certificateAuthorities(withSerial serial: SerialNumber) throws -> [CertificateAuthority] {
        let ids = try query("SELECT DISTINCT ca_id FROM ca_certificate WHERE serial = \(serial.bytes) ORDER BY ca_id")
        let cas = try ids.compactMap { try certificateAuthority(try $0.text(0)) }
        return cas.filter { $0.deletedAt == nil && $0.serial == serial }
            + cas.filter { $0.deletedAt == nil && $0.serial != serial } + cas.filter { $0.deletedAt != nil }
    }

    /// The CA that has this key, now or before, and was not deleted.
    func certificateAuthority(withKeyHash hash: [UInt8]) throws -> CertificateAuthority? {
        let owner = try first(
            """
            SELECT h.ca_id FROM ca_certificate h JOIN ca c ON c.id = h.ca_id
            WHERE h.key_hash = \(hash) AND c.deleted_at IS NULL
            """)
        return try owner.flatMap { try certificateAuthority(try $0.text(0)) }
    }
}

extension Transaction {
    /// Makes what a CA now is its newest certificate.
    func insertCertificate(of ca: CertificateAuthority, at time: Timestamp) throws {
        let newest = try first("SELECT MAX(number) FROM ca_certificate WHERE ca_id = \(ca.id)")
        let number = Int(try newest?.integerOrNull(0) ?? -1) + 1
        let entry = try AuthorityCertificate(of: ca, number: number, at: time)
        try execute(
            """
            INSERT INTO ca_certificate (\(AuthorityCertificate.columns)) VALUES (
                \(entry.caID), \(entry.number), \(entry.keyGeneration), \(entry.keyID), \(entry.keyHash),
                \(entry.keyIdentifier), \(entry.issuerKeyIdentifier), \(entry.serial.bytes), \(entry.issuerID),
                \(entry.issuerKey), \(entry.issuerSerial?.bytes ?? []), \(entry.der),
                \(entry.notBefore.milliseconds), \(entry.notAfter.milliseconds), \(entry.createdAt.milliseconds))
            """)
    }
}
