import Events
import Storage

/// Marking a resource due. A mark counts the generation up: whoever is working on the resource sees that what it
/// stores is of an older one, and the resource stays due for another pass.
extension Transaction {
    /// Marks a resource in every account that it concerns: where it may be already, and where it belongs now.
    func markCloudWork(_ key: ResourceKey, at now: Timestamp) throws {
        // Without an account, which is how many run, the statement below would find nothing at several times the cost.
        guard try first("SELECT 1 FROM cloud_connector LIMIT 1") != nil else { return }
        let row = newWork(connector: "c.id", resource: "\(key.description)", key.kind, at: now)
        let belongs: SQL
        switch key.kind {
        case .ca: belongs = "c.id IN (SELECT b.connector_id FROM cloud_bound b WHERE b.ca_id = \(key.name))"
        case .dms: belongs = dmsBelongs(key.name)
        case .device: belongs = deviceBelongs(key.name)
        }
        try upsertWork(
            """
            \(row) FROM cloud_connector c WHERE EXISTS (SELECT 1 FROM cloud_work w WHERE w.connector_id = c.id
                AND w.resource = \(key.description)) OR \(belongs)
            """)
    }

    /// Marks one resource in one account, whether it belongs there or not.
    func markCloudWork(_ key: ResourceKey, in connectorID: String, at now: Timestamp) throws {
        try upsertWork(
            """
            \(newWork(connector: "c.id", resource: "\(key.description)", key.kind, at: now))
            FROM cloud_connector c WHERE c.id = \(connectorID)
            """)
    }

    /// Marks a CA in one account with all that depends on its being bound there: the DMSs that issue from it, their
    /// devices, and the devices with certificates of it.
    func markCloudScope(ofCA ca: String, in connectorID: String, at now: Timestamp) throws {
        try markCloudWork(ResourceKey(.ca, ca), in: connectorID, at: now)
        try upsertWork(
            """
            \(newWork(connector: "\(connectorID)", resource: "'dms/' || m.name", .dms, at: now))
            FROM cloud_dms m WHERE m.authorized_ca = \(ca)
            """)
        try upsertWork(
            """
            \(newWork(connector: "\(connectorID)", resource: "'device/' || d.id", .device, at: now))
            FROM cloud_device d
            WHERE d.dms_name IN (SELECT m.name FROM cloud_dms m WHERE m.authorized_ca = \(ca) AND m.publishes = 1)
                OR d.id IN (SELECT x.device_id FROM cloud_certificate x
                    WHERE x.ca_id = \(ca) AND x.device_id IS NOT NULL)
            """)
    }

    /// Marks the devices of a DMS in the accounts that they may belong to: one of the given CAs is bound there, or the
    /// issuer of one of their certificates.
    func markCloudDevices(ofDMS name: String, authorizedCAs cas: [String], at now: Timestamp) throws {
        let bound: [SQL] = cas.map { "SELECT b.connector_id FROM cloud_bound b WHERE b.ca_id = \($0)" }
        let isBound: SQL = bound.isEmpty ? "" : "c.id IN (\(SQL.joined(bound, by: " UNION "))) OR "
        try upsertWork(
            """
            \(newWork(connector: "c.id", resource: "'device/' || d.id", .device, at: now))
            FROM cloud_device d CROSS JOIN cloud_connector c WHERE d.dms_name = \(name) AND (\(isBound)EXISTS (
                SELECT 1 FROM cloud_certificate x JOIN cloud_bound b ON b.ca_id = x.ca_id
                WHERE x.device_id = d.id AND b.connector_id = c.id))
            """)
    }

    /// The head of a SELECT of new rows, in the order of `upsertWork`.
    private func newWork(connector: SQL, resource: SQL, _ kind: ResourceKey.Kind, at now: Timestamp) -> SQL {
        let now = now.milliseconds
        return "SELECT \(connector), \(resource), \(kind.rank), 1, 'due', \(now), \(now), 0, 0, 0, 0"
    }

    private func upsertWork(_ rows: SQL) throws {
        try execute(
            """
            INSERT INTO cloud_work (connector_id, resource, rank, generation, state, due_at, marked_at, attempts,
                is_published, is_ready, proves)
            \(rows)
            ON CONFLICT (connector_id, resource) DO UPDATE SET generation = cloud_work.generation + 1,
                state = CASE WHEN cloud_work.state = 'working' THEN 'working' ELSE 'due' END,
                due_at = CASE WHEN cloud_work.state = 'working' THEN cloud_work.due_at ELSE excluded.due_at END,
                marked_at = CASE WHEN cloud_work.state = 'settled' THEN excluded.marked_at
                    ELSE cloud_work.marked_at END,
                attempts = 0, waits_for = NULL
            """)
    }

    private func dmsBelongs(_ name: String) -> SQL {
        """
        c.id IN (SELECT b.connector_id FROM cloud_dms m JOIN cloud_bound b ON b.ca_id = m.authorized_ca
            WHERE m.name = \(name) AND m.publishes = 1)
        """
    }

    private func deviceBelongs(_ id: String) -> SQL {
        """
        c.id IN (SELECT b.connector_id FROM cloud_device d JOIN cloud_dms m ON m.name = d.dms_name
            JOIN cloud_bound b ON b.ca_id = m.authorized_ca WHERE d.id = \(id) AND m.publishes = 1)
        OR c.id IN (SELECT b.connector_id FROM cloud_device d JOIN cloud_dms m ON m.name = d.dms_name
            JOIN cloud_certificate x ON x.device_id = d.id JOIN cloud_bound b ON b.ca_id = x.ca_id
            WHERE d.id = \(id) AND m.publishes = 1)
        """
    }
}
