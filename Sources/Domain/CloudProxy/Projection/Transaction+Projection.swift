import Events
import Storage

extension Transaction {
    /// Whether an event is newer than what the row tells of; a replay finds that it is not.
    func isCloudNews(_ position: Int64, for key: ResourceKey) throws -> Bool {
        let row: Row?
        switch key.kind {
        case .ca: row = try first("SELECT position FROM cloud_ca WHERE id = \(key.name)")
        case .dms: row = try first("SELECT position FROM cloud_dms WHERE name = \(key.name)")
        case .device: row = try first("SELECT position FROM cloud_device WHERE id = \(key.name)")
        }
        guard let row else { return true }
        return try row.integer(0) < position
    }

    /// Position of the newest event that told of a certificate; 0 where only its device has.
    func cloudCertificatePosition(_ fingerprint: String) throws -> Int64? {
        try first("SELECT position FROM cloud_certificate WHERE fingerprint = \(fingerprint)")?.integer(0)
    }

    func storeCloudCA(_ ca: ProjectedCA, labels: Set<String>, at position: Int64) throws {
        try execute(
            """
            INSERT INTO cloud_ca (id, position, serial, name, der, parent_id, status, has_key, is_deleted)
            VALUES (\(ca.id), \(position), \(ca.serialNumber), \(ca.name), \(ca.certificate.der),
                \(ca.parentID), \(ca.status.rawValue), \(ca.hasKey), \(ca.isDeleted))
            ON CONFLICT (id) DO UPDATE SET position = excluded.position, serial = excluded.serial,
                name = excluded.name, der = excluded.der, parent_id = excluded.parent_id, status = excluded.status, has_key = excluded.has_key,
                is_deleted = excluded.is_deleted
            """)
        try execute("DELETE FROM cloud_ca_label WHERE ca_id = \(ca.id)")
        for connector in labels.sorted() {
            try execute("INSERT INTO cloud_ca_label (connector_id, ca_id) VALUES (\(connector), \(ca.id))")
        }
    }

    func storeCloudCADeleted(_ id: String, at position: Int64) throws {
        try execute("UPDATE cloud_ca SET is_deleted = 1, position = \(position) WHERE id = \(id)")
    }

    func storeCloudDMS(_ dms: ProjectedDMS, at position: Int64) throws {
        let trust = String(decoding: try WireJSON.encode(dms.trust), as: UTF8.self)
        try execute(
            """
            INSERT INTO cloud_dms (name, position, status, publishes, authorized_ca, trust)
            VALUES (\(dms.name), \(position), \(dms.status.rawValue), \(dms.publishes), \(dms.authorizedCA), \(trust))
            ON CONFLICT (name) DO UPDATE SET position = excluded.position, status = excluded.status,
                publishes = excluded.publishes, authorized_ca = excluded.authorized_ca, trust = excluded.trust
            """)
        try execute("DELETE FROM cloud_dms_ca WHERE dms_name = \(dms.name)")
        for ca in dms.trust.references(authorizedCA: dms.authorizedCA).sorted() {
            try execute("INSERT INTO cloud_dms_ca (ca_id, dms_name) VALUES (\(ca), \(dms.name))")
        }
    }

    /// - Parameter alias: nil keeps the one that is there.
    func storeCloudDevice(
        _ id: String, alias: String?, dmsName: String, status: DeviceStatus, at position: Int64
    ) throws {
        try execute(
            """
            INSERT INTO cloud_device (id, position, alias, dms_name, status)
            VALUES (\(id), \(position), \(alias ?? ""), \(dmsName), \(status.rawValue))
            ON CONFLICT (id) DO UPDATE SET position = excluded.position, dms_name = excluded.dms_name,
                status = excluded.status
            """)
        if let alias { try execute("UPDATE cloud_device SET alias = \(alias) WHERE id = \(id)") }
    }

    /// Keeps the newest that was told of a certificate, whoever told it, and its device once that is known.
    /// - Returns: the device that has the certificate.
    @discardableResult
    func storeCloudCertificate(
        _ certificate: ProjectedCertificate, ofDevice device: String?, at position: Int64
    ) throws -> String? {
        // An enrolment tells of the bytes alone, so everything else that is told of them is newer.
        let known = certificate.serialNumber == nil ? 0 : position
        return try query(
            upsertCloudCertificate.binding([
                certificate.certificate.fingerprint.sqlValue, known.sqlValue, certificate.serialNumber.sqlValue,
                certificate.caID.sqlValue, certificate.certificate.der.sqlValue,
                certificate.status.rawValue.sqlValue, certificate.reason.rawValue.sqlValue, device.sqlValue,
            ])
        ).first?.textOrNull(0)
    }
}

/// Built once: every enrolment runs it.
private let upsertCloudCertificate: SQL = """
    INSERT INTO cloud_certificate (fingerprint, position, serial, ca_id, der, status, reason, device_id)
    VALUES (\(SQLValue.null), \(SQLValue.null), \(SQLValue.null), \(SQLValue.null), \(SQLValue.null),
        \(SQLValue.null), \(SQLValue.null), \(SQLValue.null))
    ON CONFLICT (fingerprint) DO UPDATE SET
        serial = \(newer("serial")), ca_id = \(newer("ca_id")), status = \(newer("status")),
        reason = \(newer("reason")), position = \(newer("position")),
        device_id = COALESCE(excluded.device_id, cloud_certificate.device_id)
    RETURNING device_id
    """

/// The value of the row that tells of the newer event.
private func newer(_ column: SQL) -> SQL {
    """
    CASE WHEN excluded.position > cloud_certificate.position
        THEN excluded.\(column) ELSE cloud_certificate.\(column) END
    """
}
