public import Storage
import CertificateAuthority
import Events

extension Device {
    static let columns: SQL = """
        id, dms_name, alias, status, allow_new_enrollment, description, tags, icon_name, icon_color, created_at
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
                \(device.iconName), \(device.iconColor), \(device.createdAt.milliseconds))
            """)
    }

    func updateStatus(of device: Device) throws {
        try execute("UPDATE device SET status = \(device.status.rawValue) WHERE id = \(device.id)")
    }
}
