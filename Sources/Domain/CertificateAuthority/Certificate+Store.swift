public import Events
public import PKIX
public import Storage
import JSONSchema

extension Certificate {
    static let columns: SQL = """
        serial, ca_id, issuer_serial, common_name, status, type, engine_id, key_type, key_bits, key_hash, certificate, \
        not_before, not_after, revoked_at, revocation_reason, metadata, created_at, issuer_key, preventive, due_at, released_at
        """

    init(row: Row) throws {
        serial = try SerialNumber(bytes: try row.bytes(0))
        caID = try row.text(1)
        issuerSerial = try SerialNumber(bytes: try row.bytes(2))
        commonName = try row.text(3)
        status = try row.wire(4)
        type = try row.wire(5)
        engineID = try row.text(6)
        key = KeyMetadata(type: try row.text(7), bits: Int(try row.integer(8)))
        keyHash = try row.bytes(9)
        der = try row.bytes(10)
        notBefore = Timestamp(milliseconds: try row.integer(11))
        notAfter = Timestamp(milliseconds: try row.integer(12))
        revocation = try Revocation(row: row, time: 13, reason: 14)
        metadata = try row.object(15)
        createdAt = Timestamp(milliseconds: try row.integer(16))
        issuerKey = Int(try row.integer(17))
        preventive = try row.integerOrNull(18).map { WireDuration(milliseconds: $0) }
        dueAt = try row.timeOrNull(19)
        releasedAt = try row.timeOrNull(20)
    }
}

extension Reading where Self: ~Copyable {
    /// The certificate with this serial number, if it was issued here.
    public func certificate(_ serial: SerialNumber) throws -> Certificate? {
        try first("SELECT \(Certificate.columns) FROM certificate WHERE serial = \(serial.bytes)")
            .map(Certificate.init(row:))
    }

    /// The status of a certificate that was issued here, if these are its very bytes.
    public func statusOfCertificate(_ serial: SerialNumber, der: [UInt8]) throws -> CertificateStatus? {
        try first("SELECT status FROM certificate WHERE serial = \(serial.bytes) AND certificate = \(der)")
            .map { try $0.wire(0) }
    }
}

extension Transaction {
    func insert(_ certificate: Certificate) throws {
        let noMetadata = certificate.metadata.isEmpty
        try execute(
            """
            INSERT INTO certificate (\(Certificate.columns)) VALUES (
                \(certificate.serial.bytes), \(certificate.caID), \(certificate.issuerSerial.bytes),
                \(certificate.commonName), \(certificate.status.rawValue), \(certificate.type.rawValue),
                \(certificate.engineID), \(certificate.key.type), \(certificate.key.bits), \(certificate.keyHash),
                \(certificate.der), \(certificate.notBefore.milliseconds), \(certificate.notAfter.milliseconds),
                \(certificate.revocation?.time.milliseconds), \(certificate.revocation?.reason.rawValue),
                \(noMetadata ? "{}" : try WireJSON.text(certificate.metadata)), \(certificate.createdAt.milliseconds),
                \(certificate.issuerKey), \(certificate.preventive?.milliseconds),
                \(certificate.dueAt?.milliseconds), \(certificate.releasedAt?.milliseconds))
            """)
        try count(certificate, as: certificate.status, 1)
    }

    func updateStatus(of certificate: Certificate) throws {
        try recount(certificate)
        try execute(
            """
            UPDATE certificate SET status = \(certificate.status.rawValue),
                revoked_at = \(certificate.revocation?.time.milliseconds),
                revocation_reason = \(certificate.revocation?.reason.rawValue),
                due_at = \(certificate.dueAt?.milliseconds), released_at = \(certificate.releasedAt?.milliseconds)
            WHERE serial = \(certificate.serial.bytes)
            """)
    }
}
