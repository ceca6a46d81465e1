public import Storage
import CertificateAuthority
import Events

extension Device {
    static let columns: SQL = """
        id, dms_name, alias, status, allow_new_enrollment, description, tags, icon_name, icon_color, created_at, metadata,
        expires_at
        """

    init(row: Row) throws {
        id = try row.text(0)
        dmsName = try row.text(1)
        alias = try row.text(2)
        status = try row.wire(3)
        allowNewEnrollment = try row.bool(4)
        description = try row.text(5)
        tags = try row.text(6) == "[]" ? [] : try row.json(6)
        iconName = try row.text(7)
        iconColor = try row.text(8)
        createdAt = Timestamp(milliseconds: try row.integer(9))
        metadata = try row.text(10) == "{}" ? [:] : try row.json(10)
        expiresAt = Timestamp(milliseconds: try row.integer(11))
    }
}

extension Reading where Self: ~Copyable {
    public func device(_ id: String) throws -> Device? {
        try first("SELECT \(Device.columns) FROM device WHERE id = \(id)").map(Device.init(row:))
    }
}

extension Transaction {
    func insert(_ device: Device) throws {
        try execute(
            """
            INSERT INTO device (\(Device.columns)) VALUES (
                \(device.id), \(device.dmsName), \(device.alias), \(device.status.rawValue),
                \(device.allowNewEnrollment), \(device.description), \(device.tags.isEmpty ? "[]" : try WireJSON.text(device.tags)),
                \(device.iconName), \(device.iconColor), \(device.createdAt.milliseconds), \(try device.metadataText()),
                \(device.expiresAt.milliseconds))
            """)
        try insertTags(of: device)
    }

    func updateStanding(of device: Device) throws {
        try execute(
            """
            UPDATE device SET status = \(device.status.rawValue), expires_at = \(device.expiresAt.milliseconds)
            WHERE id = \(device.id)
            """)
    }

    func updateDescription(of device: Device) throws {
        try execute(
            """
            UPDATE device SET alias = \(device.alias), allow_new_enrollment = \(device.allowNewEnrollment),
                description = \(device.description), tags = \(try WireJSON.text(device.tags)),
                icon_name = \(device.iconName), icon_color = \(device.iconColor), metadata = \(try device.metadataText())
            WHERE id = \(device.id)
            """)
        try execute("DELETE FROM device_tag WHERE tagged_id = \(device.id)")
        try insertTags(of: device)
    }

    private func insertTags(of device: Device) throws {
        for tag in Set(device.tags) {
            try execute(
                """
                INSERT INTO device_tag (tag, registered_at, tagged_id)
                VALUES (\(tag), \(device.createdAt.milliseconds), \(device.id))
                """)
        }
    }
}

extension Device {
    fileprivate func metadataText() throws -> String { metadata.isEmpty ? "{}" : try WireJSON.text(metadata) }
}
