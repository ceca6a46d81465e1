public import Storage

/// The schema of devices and their slots.
public enum DeviceManagerStore {
    public static let migrations = [
        Migration("device-manager/001") { dialect in
            [
                """
                CREATE TABLE device (
                    id TEXT PRIMARY KEY, dms_name TEXT NOT NULL, alias TEXT NOT NULL, status TEXT NOT NULL,
                    allow_new_enrollment BIGINT NOT NULL, description TEXT NOT NULL, tags TEXT NOT NULL,
                    icon_name TEXT NOT NULL, icon_color TEXT NOT NULL, created_at BIGINT NOT NULL)
                """,
                "CREATE INDEX device_created ON device (created_at, id)",
                """
                CREATE TABLE slot (
                    device_id TEXT NOT NULL REFERENCES device (id), id TEXT NOT NULL,
                    serial \(dialect.bytesType) NOT NULL, enrolled_by \(dialect.bytesType) NOT NULL,
                    enrolled_at BIGINT NOT NULL, PRIMARY KEY (device_id, id))
                """,
                "CREATE UNIQUE INDEX slot_serial ON slot (serial)",
                """
                CREATE TABLE slot_archive (
                    device_id TEXT NOT NULL REFERENCES device (id), slot_id TEXT NOT NULL,
                    serial \(dialect.bytesType) NOT NULL, archived_at BIGINT NOT NULL)
                """,
                "CREATE INDEX slot_archive_slot ON slot_archive (device_id, slot_id, archived_at)",
            ]
        },
        Migration("device-manager/002-wish") { _ in
            [
                "ALTER TABLE slot ADD COLUMN wish_at BIGINT",
                "ALTER TABLE slot ADD COLUMN wish_reason TEXT",
                "ALTER TABLE slot ADD COLUMN wish_by TEXT",
            ]
        },
        // Devices are counted by status; a change of status moves one entry of it.
        Migration("device-manager/003-status") { _ in ["CREATE INDEX device_status ON device (status)"] },
        // Whether a DMS has devices is asked before it is deleted.
        Migration("device-manager/004-dms") { _ in ["CREATE INDEX device_dms ON device (dms_name, id)"] },
        // A device whose answer got lost comes with the certificate that was replaced.
        Migration("device-manager/004-archive-serial") { _ in
            ["CREATE UNIQUE INDEX slot_archive_serial ON slot_archive (serial)"]
        },
    ]
}
