import CertificateAuthority
import DeviceManager
import Events
import Listing
import ManagementAPI
import PKIX
import Storage

extension EnrollmentRequest {
    static let migration = Migration("registration-authority/003-approval") { dialect in
        [
            """
            CREATE TABLE enrollment_request (
                id TEXT PRIMARY KEY, dms_name TEXT NOT NULL, device_id TEXT NOT NULL, slot_id TEXT NOT NULL,
                status TEXT NOT NULL, request \(dialect.bytesType) NOT NULL, key_hash \(dialect.bytesType) NOT NULL,
                content_hash \(dialect.bytesType) NOT NULL, client \(dialect.bytesType) NOT NULL, actor TEXT NOT NULL,
                remote_address TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
                decided_at BIGINT, decided_by TEXT, serial \(dialect.bytesType))
            """,
            "CREATE INDEX enrollment_request_status ON enrollment_request (dms_name, status, created_at, id)",
            "CREATE INDEX enrollment_request_device ON enrollment_request (dms_name, device_id, created_at, id)",
            "CREATE INDEX enrollment_request_dms ON enrollment_request (dms_name, created_at, id)",
            "CREATE INDEX enrollment_request_created ON enrollment_request (created_at, id)",
            "CREATE INDEX enrollment_request_expires ON enrollment_request (expires_at)",
        ]
    }

    static let columns: SQL = """
        id, dms_name, device_id, slot_id, status, request, key_hash, content_hash, client, actor, remote_address, \
        created_at, expires_at, decided_at, decided_by, serial
        """

    init(row: Row) throws {
        self.init(
            id: try row.text(0), dmsName: try row.text(1),
            slot: SlotName(deviceID: try row.text(2), slotID: try row.text(3)), status: try row.wire(4),
            der: try row.bytes(5), keyHash: try row.bytes(6), contentHash: try row.bytes(7), client: try row.bytes(8),
            actor: try row.text(9), remoteAddress: try row.text(10),
            createdAt: Timestamp(milliseconds: try row.integer(11)),
            expiresAt: Timestamp(milliseconds: try row.integer(12)), decision: try Decision(row: row, at: 13),
            serial: try row.bytesOrNull(15).map { try SerialNumber(bytes: $0) })
    }

    /// The ways into the table. Every query names a DMS.
    static let list = LongList(
        ListColumns(
            key: ListColumn("id", "id"),
            columns: [
                ListColumn("dms_name", "dms_name"), ListColumn("device_id", "device_id"),
                ListColumn("slot_id", "slot_id"), ListColumn("status", "status"), ListColumn("client", "actor"),
                ListColumn("creation_timestamp", "created_at", .time),
                ListColumn("expiration_timestamp", "expires_at", .time),
            ],
            defaultSort: "creation_timestamp"),
        from: "enrollment_request",
        paths: [
            ListPath(sort: "creation_timestamp", equal: ["dms_name", "device_id"]),
            ListPath(sort: "creation_timestamp", equal: ["dms_name", "status"]),
            ListPath(sort: "creation_timestamp", equal: ["dms_name"]),
            ListPath(sort: "creation_timestamp"),
        ])
}

extension EnrollmentRequest.Decision {
    init?(row: Row, at column: Int) throws {
        guard let time = try row.timeOrNull(column) else { return nil }
        self.init(time: time, actor: try row.text(column + 1))
    }
}

extension Reading where Self: ~Copyable {
    /// Those for a slot that have led to no certificate, the oldest first.
    func enrollmentRequests(
        for slot: SlotName, at dmsName: String, presentAt time: Timestamp
    ) throws -> [EnrollmentRequest] {
        try query(
            """
            SELECT \(EnrollmentRequest.columns) FROM enrollment_request
            WHERE dms_name = \(dmsName) AND device_id = \(slot.deviceID) AND slot_id = \(slot.slotID)
                AND serial IS NULL AND expires_at > \(time.milliseconds)
            ORDER BY created_at, id
            """
        ).map { try EnrollmentRequest(row: $0) }
    }

    /// - Throws: `Refusal` where there is none, or not any more.
    func existingEnrollmentRequest(
        _ id: String, at dmsName: String, presentAt time: Timestamp
    ) throws -> EnrollmentRequest {
        let row = try first(
            """
            SELECT \(EnrollmentRequest.columns) FROM enrollment_request
            WHERE id = \(id) AND dms_name = \(dmsName) AND expires_at > \(time.milliseconds)
            """)
        guard let row else { throw Refusal.notFound("enrollment", id) }
        return try EnrollmentRequest(row: row)
    }

    /// Whether so many wait at a DMS.
    func isFull(ofPending max: Int, at dmsName: String, _ time: Timestamp) throws -> Bool {
        let rows = try query(
            """
            SELECT id FROM enrollment_request
            WHERE dms_name = \(dmsName) AND status = \(EnrollmentRequestStatus.pending.rawValue)
                AND expires_at > \(time.milliseconds)
            LIMIT \(max)
            """)
        return rows.count >= max
    }
}

extension Transaction {
    func insert(_ request: EnrollmentRequest) throws {
        try execute(
            """
            INSERT INTO enrollment_request (\(EnrollmentRequest.columns)) VALUES (
                \(request.id), \(request.dmsName), \(request.slot.deviceID), \(request.slot.slotID),
                \(request.status.rawValue), \(request.der), \(request.keyHash), \(request.contentHash),
                \(request.client), \(request.actor), \(request.remoteAddress), \(request.createdAt.milliseconds),
                \(request.expiresAt.milliseconds), \(request.decision?.time.milliseconds),
                \(request.decision?.actor), \(request.serial?.bytes))
            """)
    }

    func update(_ request: EnrollmentRequest) throws {
        try execute(
            """
            UPDATE enrollment_request SET status = \(request.status.rawValue),
                expires_at = \(request.expiresAt.milliseconds), decided_at = \(request.decision?.time.milliseconds),
                decided_by = \(request.decision?.actor)
            WHERE id = \(request.id)
            """)
    }

    /// An approval is good for one certificate. It can be looked up for a while who gave it.
    func use(_ id: String, for issued: IssuedCertificate, at time: Timestamp) throws {
        let end = time + EnrollmentRequest.retention
        try execute(
            """
            UPDATE enrollment_request SET serial = \(issued.certificate.serial.bytes), expires_at = \(end.milliseconds)
            WHERE id = \(id)
            """)
    }

    /// What was asked of a DMS that is deleted must not hold at another of the same name.
    func dropEnrollmentRequests(at dmsName: String) throws {
        try execute("DELETE FROM enrollment_request WHERE dms_name = \(dmsName)")
    }

    /// Drops some of what ended: more than one for each that comes, so they never pile up.
    func dropEndedEnrollmentRequests(at time: Timestamp) throws {
        try execute(
            """
            DELETE FROM enrollment_request WHERE id IN (
                SELECT id FROM enrollment_request WHERE expires_at <= \(time.milliseconds)
                ORDER BY expires_at LIMIT 100)
            """)
    }
}
