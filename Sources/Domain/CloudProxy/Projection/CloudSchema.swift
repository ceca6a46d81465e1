public import Storage

/// The tables of the cloud proxy. Those of the projection are written by events alone; the others by operators and
/// by the reconciler.
public enum CloudSchema {
    public static let migrations: [Migration] = [
        Migration("cloud-proxy/001-projection") { dialect in projection(dialect) },
        Migration("cloud-proxy/002-connectors") { _ in connectors },
        Migration("cloud-proxy/003-work") { _ in work },
    ]

    /// A rebuild empties these tables and fills them again from the log.
    static let clearProjection: [SQL] = [
        "DELETE FROM cloud_ca", "DELETE FROM cloud_ca_label", "DELETE FROM cloud_certificate", "DELETE FROM cloud_dms",
        "DELETE FROM cloud_dms_ca", "DELETE FROM cloud_device",
    ]

    /// `position` is that of the newest event which the row tells of; older ones are passed over.
    private static func projection(_ dialect: SQLDialect) -> [SQL] {
        [
            """
            CREATE TABLE cloud_ca (
                id TEXT PRIMARY KEY, position BIGINT NOT NULL, serial TEXT NOT NULL, name TEXT NOT NULL,
                der \(dialect.bytesType) NOT NULL, parent_id TEXT, status TEXT NOT NULL, has_key INTEGER NOT NULL,
                is_deleted INTEGER NOT NULL)
            """,
            """
            CREATE TABLE cloud_ca_label (
                connector_id TEXT NOT NULL, ca_id TEXT NOT NULL, PRIMARY KEY (ca_id, connector_id))
            """,
            """
            CREATE TABLE cloud_certificate (
                fingerprint TEXT PRIMARY KEY, position BIGINT NOT NULL, serial TEXT, ca_id TEXT,
                der \(dialect.bytesType) NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL, device_id TEXT)
            """,
            """
            CREATE INDEX cloud_certificate_device ON cloud_certificate (device_id, fingerprint)
                WHERE device_id IS NOT NULL
            """,
            """
            CREATE INDEX cloud_certificate_ca ON cloud_certificate (ca_id, device_id)
                WHERE device_id IS NOT NULL
            """,
            """
            CREATE TABLE cloud_dms (
                name TEXT PRIMARY KEY, position BIGINT NOT NULL, status TEXT NOT NULL, publishes INTEGER NOT NULL,
                authorized_ca TEXT, trust TEXT NOT NULL)
            """,
            "CREATE INDEX cloud_dms_authorized_ca ON cloud_dms (authorized_ca, name) WHERE authorized_ca IS NOT NULL",
            "CREATE TABLE cloud_dms_ca (ca_id TEXT NOT NULL, dms_name TEXT NOT NULL, PRIMARY KEY (ca_id, dms_name))",
            "CREATE INDEX cloud_dms_ca_dms ON cloud_dms_ca (dms_name)",
            """
            CREATE TABLE cloud_device (
                id TEXT PRIMARY KEY, position BIGINT NOT NULL, alias TEXT NOT NULL, dms_name TEXT NOT NULL,
                status TEXT NOT NULL)
            """,
            "CREATE INDEX cloud_device_dms ON cloud_device (dms_name, id)",
        ]
    }

    private static let connectors: [SQL] = [
        """
        CREATE TABLE cloud_connector (
            id TEXT PRIMARY KEY, enabled INTEGER NOT NULL, place TEXT NOT NULL,
            configuration TEXT NOT NULL)
        """,
        """
        CREATE TABLE cloud_binding (
            connector_id TEXT NOT NULL, ca_id TEXT NOT NULL, created_at BIGINT NOT NULL,
            PRIMARY KEY (connector_id, ca_id))
        """,
        // A CA is bound by an operator or by its own metadata, and while it exists.
        """
        CREATE VIEW cloud_bound AS
            SELECT c.id AS connector_id, a.id AS ca_id FROM cloud_connector c CROSS JOIN cloud_ca a
            WHERE a.is_deleted = 0 AND (
                EXISTS (SELECT 1 FROM cloud_binding b WHERE b.connector_id = c.id AND b.ca_id = a.id)
                OR EXISTS (SELECT 1 FROM cloud_ca_label l WHERE l.connector_id = c.id AND l.ca_id = a.id))
        """,
    ]

    /// `due_at` is set while a row wants a worker: due, or being worked on and due again when that worker is lost.
    /// `is_published` remembers that the account may hold the resource, so that it is withdrawn and kept current
    /// even when nothing asks for it any more; `is_ready` that what depends on it may go ahead; `proves` that this is
    /// the account in which possession of the CA's key was proved. Statements that look for one open state also say that it
    /// is not `settled`: by that the index of the open ones serves them.
    private static let work: [SQL] = [
        """
        CREATE TABLE cloud_work (
            connector_id TEXT NOT NULL, resource TEXT NOT NULL, rank INTEGER NOT NULL, generation BIGINT NOT NULL,
            state TEXT NOT NULL, due_at BIGINT, marked_at BIGINT NOT NULL, attempts INTEGER NOT NULL,
            claim TEXT, waits_for TEXT, error TEXT, difference TEXT, settled_at BIGINT,
            is_published INTEGER NOT NULL, is_ready INTEGER NOT NULL, proves INTEGER NOT NULL,
            PRIMARY KEY (connector_id, resource))
        """,
        "CREATE INDEX cloud_work_due ON cloud_work (connector_id, rank, due_at) WHERE due_at IS NOT NULL",
        "CREATE INDEX cloud_work_marked ON cloud_work (connector_id, state, marked_at) WHERE state <> 'settled'",
        "CREATE INDEX cloud_work_parked ON cloud_work (connector_id, resource) WHERE state = 'parked'",
        "CREATE INDEX cloud_work_waiting ON cloud_work (connector_id, waits_for) WHERE waits_for IS NOT NULL",
        "CREATE INDEX cloud_work_proof ON cloud_work (resource) WHERE proves = 1",
        """
        CREATE TABLE cloud_lease (
            connector_id TEXT PRIMARY KEY, owner TEXT NOT NULL, expires_at BIGINT NOT NULL,
            paused_until BIGINT NOT NULL, pauses INTEGER NOT NULL, error TEXT)
        """,
        // Holds a row while the projection is being rebuilt: until then nothing is worked on, for a state that is
        // half replayed would undo what the account holds rightly.
        "CREATE TABLE cloud_rebuild (id INTEGER PRIMARY KEY, until_position BIGINT NOT NULL)",
    ]
}
