import PKIX
public import Storage
import CertificateAuthority
import Events

extension Reading where Self: ~Copyable {
    public func slot(_ id: String, of deviceID: String) throws -> Slot? {
        try first("SELECT \(Slot.columns) FROM slot WHERE device_id = \(deviceID) AND id = \(id)").map {
            try slot(row: $0)
        }
    }

    /// The slot in which this certificate is the active one.
    func slot(holding serial: SerialNumber) throws -> Slot? {
        try first("SELECT \(Slot.columns) FROM slot WHERE serial = \(serial.bytes)").map { try slot(row: $0) }
    }

    func slots(of deviceID: String) throws -> [Slot] {
        try query("SELECT \(Slot.columns) FROM slot WHERE device_id = \(deviceID) ORDER BY id").map {
            try slot(row: $0)
        }
    }

    /// Status and end of the certificates in all slots.
    func slotStandings(of deviceID: String) throws -> [(status: CertificateStatus, notAfter: Timestamp)] {
        try query(
            """
            SELECT certificate.status, certificate.not_after FROM slot
            JOIN certificate ON certificate.serial = slot.serial
            WHERE slot.device_id = \(deviceID)
            """
        ).map { (try $0.wire(0), Timestamp(milliseconds: try $0.integer(1))) }
    }

    /// The newest certificates that were in a slot before, oldest first.
    func archive(ofSlot id: String, of deviceID: String) throws -> [Certificate] {
        try query(
            """
            SELECT serial FROM slot_archive WHERE device_id = \(deviceID) AND slot_id = \(id)
            ORDER BY archived_at DESC LIMIT \(Slot.archiveShown)
            """
        ).reversed().map { try storedCertificate(try $0.bytes(0)) }
    }

    private func slot(row: Row) throws -> Slot {
        Slot(
            deviceID: try row.text(0), id: try row.text(1), certificate: try storedCertificate(try row.bytes(2)),
            enrolledBy: try row.bytes(3), enrolledAt: Timestamp(milliseconds: try row.integer(4)),
            wish: try ReenrollmentWish(row: row, at: 5))
    }

    private func storedCertificate(_ serial: [UInt8]) throws -> Certificate {
        let number = try SerialNumber(bytes: serial)
        guard let certificate = try certificate(number) else {
            throw StorageError.unexpectedColumn("a slot names certificate \(number.hex), which is not stored")
        }
        return certificate
    }
}

extension Slot {
    static let columns: SQL = "device_id, id, serial, enrolled_by, enrolled_at, wish_at, wish_reason, wish_by"
}

extension Transaction {
    func put(_ slot: Slot) throws {
        try execute(
            """
            INSERT INTO slot (\(Slot.columns)) VALUES (
                \(slot.deviceID), \(slot.id), \(slot.certificate.serial.bytes), \(slot.enrolledBy),
                \(slot.enrolledAt.milliseconds), \(slot.wish?.requestedAt), \(slot.wish?.reason), \(slot.wish?.by))
            ON CONFLICT (device_id, id) DO UPDATE SET
                serial = excluded.serial, enrolled_by = excluded.enrolled_by, enrolled_at = excluded.enrolled_at,
                wish_at = excluded.wish_at, wish_reason = excluded.wish_reason, wish_by = excluded.wish_by
            """)
    }

    func archive(_ slot: Slot, at time: Timestamp) throws {
        try execute(
            """
            INSERT INTO slot_archive (device_id, slot_id, serial, archived_at)
            VALUES (\(slot.deviceID), \(slot.id), \(slot.certificate.serial.bytes), \(time.milliseconds))
            """)
    }
}
