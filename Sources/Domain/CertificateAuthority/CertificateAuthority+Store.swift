public import Events
public import Storage
import JSONSchema
import ManagementAPI
import PKIX

extension CertificateAuthority {
    static let columns: SQL = """
        id, parent_id, common_name, status, type, engine_id, key_id, key_type, key_bits, serial, issuer_serial, \
        certificate, not_before, not_after, revoked_at, revocation_reason, issuance_expiration, metadata, created_at, \
        key_generation, issuer_key, crl_shards, key_identifier, issuer_key_identifier, due_at, closing_at, deleted_at
        """

    init(row: Row) throws {
        id = try row.text(0)
        parentID = try row.textOrNull(1)
        commonName = try row.text(2)
        status = try row.wire(3)
        type = try row.wire(4)
        engineID = try row.text(5)
        keyID = try row.textOrNull(6)
        key = KeyMetadata(type: try row.text(7), bits: Int(try row.integer(8)))
        serial = try SerialNumber(bytes: try row.bytes(9))
        let issuerSerialBytes = try row.bytes(10)
        issuerSerial = issuerSerialBytes.isEmpty ? nil : try SerialNumber(bytes: issuerSerialBytes)
        der = try row.bytes(11)
        notBefore = Timestamp(milliseconds: try row.integer(12))
        notAfter = Timestamp(milliseconds: try row.integer(13))
        revocation = try Revocation(row: row, time: 14, reason: 15)
        issuanceExpiration = try row.json(16)
        metadata = try row.object(17)
        createdAt = Timestamp(milliseconds: try row.integer(18))
        keyGeneration = Int(try row.integer(19))
        issuerKey = Int(try row.integer(20))
        crlShards = Int(try row.integer(21))
        keyIdentifier = try row.bytesOrNull(22) ?? []
        issuerKeyIdentifier = try row.bytesOrNull(23)
        dueAt = try row.timeOrNull(24)
        closingAt = try row.timeOrNull(25)
        deletedAt = try row.timeOrNull(26)
    }
}

extension Reading where Self: ~Copyable {
    /// The CA with this id, also one that was deleted.
    public func certificateAuthority(_ id: String) throws -> CertificateAuthority? {
        try first("SELECT \(CertificateAuthority.columns) FROM ca WHERE id = \(id)")
            .map(CertificateAuthority.init(row:))
    }

    /// The certificate of a CA, DER.
    public func certificate(ofCA id: String) throws -> [UInt8]? {
        try first("SELECT certificate FROM ca WHERE id = \(id)").map { try $0.bytes(0) }
    }

    public func statusOfCertificateAuthority(_ id: String) throws -> CertificateStatus? {
        try first("SELECT status FROM ca WHERE id = \(id)").map { try $0.wire(0) }
    }

    public func typeOfCertificateAuthority(_ id: String) throws -> CertificateType? {
        try first("SELECT type FROM ca WHERE id = \(id)").map { try $0.wire(0) }
    }

    /// - Throws: `Refusal` where there is no such CA, or it was deleted.
    public func existingCertificateAuthority(_ id: String) throws -> CertificateAuthority {
        guard let ca = try certificateAuthority(id), ca.deletedAt == nil else { throw Refusal.notFound("ca", id) }
        return ca
    }

    /// Looks again, in the transaction that stores what was signed: the CA may have been revoked meanwhile.
    /// - Parameter serial: of the CA's certificate under which it was signed: it may have a new one, and a new key.
    /// - Throws: `Refusal`; `SupersededIssuer` where only the certificate is another.
    func ensureMaySign(_ caID: String, at time: Timestamp, under serial: SerialNumber) throws {
        let row = try first(
            "SELECT status, not_before, not_after, closing_at, deleted_at, serial FROM ca WHERE id = \(caID)")
        guard let row, try row.timeOrNull(4) == nil else { throw Refusal.notFound("ca", caID) }
        try CertificateAuthority.ensureMaySign(
            id: caID, status: try row.wire(0), isClosing: try row.timeOrNull(3) != nil,
            notBefore: Timestamp(milliseconds: try row.integer(1)),
            notAfter: Timestamp(milliseconds: try row.integer(2)), at: time)
        guard try row.bytes(5) == serial.bytes else { throw SupersededIssuer(caID: caID).refusal }
    }
}

extension Transaction {
    func insert(_ ca: CertificateAuthority) throws {
        try execute(
            """
            INSERT INTO ca (\(CertificateAuthority.columns)) VALUES (
                \(ca.id), \(ca.parentID), \(ca.commonName), \(ca.status.rawValue), \(ca.type.rawValue), \(ca.engineID),
                \(ca.keyID), \(ca.key.type), \(ca.key.bits), \(ca.serial.bytes), \(ca.issuerSerial?.bytes ?? []), \(ca.der),
                \(ca.notBefore.milliseconds), \(ca.notAfter.milliseconds), \(ca.revocation?.time.milliseconds),
                \(ca.revocation?.reason.rawValue), \(try WireJSON.text(ca.issuanceExpiration)),
                \(try WireJSON.text(ca.metadata)), \(ca.createdAt.milliseconds), \(ca.keyGeneration), \(ca.issuerKey),
                \(ca.crlShards), \(ca.keyIdentifier), \(ca.issuerKeyIdentifier), \(ca.dueAt?.milliseconds),
                \(ca.closingAt?.milliseconds), \(ca.deletedAt?.milliseconds))
            """)
        try insertCertificate(of: ca, at: ca.createdAt)
    }

    func updateStatus(of ca: CertificateAuthority) throws {
        try execute(
            """
            UPDATE ca SET status = \(ca.status.rawValue), revoked_at = \(ca.revocation?.time.milliseconds),
                revocation_reason = \(ca.revocation?.reason.rawValue), due_at = \(ca.dueAt?.milliseconds),
                closing_at = \(ca.closingAt?.milliseconds)
            WHERE id = \(ca.id)
            """)
    }
}
