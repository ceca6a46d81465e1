import Storage

extension DeviceManagerStore {
    /// What is needed to list a million devices, and the metadata of each.
    static let fleet = Migration("device-manager/004-fleet") { dialect in
        [
            "ALTER TABLE device ADD COLUMN metadata TEXT NOT NULL DEFAULT '{}'",
            "ALTER TABLE device ADD COLUMN expires_at BIGINT NOT NULL DEFAULT 253402300799999",
            """
            UPDATE device SET expires_at = COALESCE((
                SELECT MIN(certificate.not_after) FROM slot JOIN certificate ON certificate.serial = slot.serial
                WHERE slot.device_id = device.id), 253402300799999)
            """,
            "DROP INDEX device_status",
            "CREATE INDEX device_status ON device (status, created_at, id)",
            "CREATE INDEX device_dms ON device (dms_name, created_at, id)",
            "CREATE INDEX device_expiry ON device (expires_at, id)",
            // The columns have names of their own, so that a join with the devices needs no prefixes.
            """
            CREATE TABLE device_tag (
                tag TEXT NOT NULL, registered_at BIGINT NOT NULL, tagged_id TEXT NOT NULL REFERENCES device (id),
                PRIMARY KEY (tag, registered_at, tagged_id))
            """,
            "CREATE INDEX device_tag_device ON device_tag (tagged_id)",
            tagsOfThoseBefore(dialect),
        ]
    }

    private static func tagsOfThoseBefore(_ dialect: SQLDialect) -> SQL {
        let elements: SQL =
            switch dialect.engine {
            case .sqlite: "json_each(device.tags) AS tag"
            case .postgresql: "json_array_elements_text(device.tags::json) AS tag (value)"
            }
        return """
            INSERT INTO device_tag (tag, registered_at, tagged_id)
            SELECT DISTINCT tag.value, device.created_at, device.id FROM device, \(elements)
            """
    }
}
