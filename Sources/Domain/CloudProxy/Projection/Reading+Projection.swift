import Events
import Storage

extension Reading where Self: ~Copyable {
    func cloudCA(_ id: String) throws -> ProjectedCA? {
        try first(
            "SELECT id, serial, name, der, parent_id, status, has_key, is_deleted FROM cloud_ca WHERE id = \(id)"
        ).map { row in
            ProjectedCA(
                id: try row.text(0), serialNumber: try row.text(1), name: try row.text(2),
                certificate: CertificateText(der: try row.bytes(3)), parentID: try row.textOrNull(4),
                status: try row.value(5), hasKey: try row.bool(6), isDeleted: try row.bool(7))
        }
    }

    /// The certificates of a CA and of those above it, up to the root; empty for one that is unknown or deleted.
    func cloudChain(ofCA id: String) throws -> [CertificateText] {
        var chain: [CertificateText] = []
        var next: String? = id
        while let id = next, chain.count < Self.chainLengthMax, let ca = try cloudCA(id), !ca.isDeleted {
            chain.append(ca.certificate)
            next = ca.parentID
        }
        return chain
    }

    /// A payload that names a CA as its own issuer's issuer shall not keep us here for ever.
    private static var chainLengthMax: Int { 16 }

    func cloudDMS(_ name: String) throws -> ProjectedDMS? {
        try first(
            "SELECT name, status, publishes, authorized_ca, trust FROM cloud_dms WHERE name = \(name)"
        ).map { row in
            ProjectedDMS(
                name: try row.text(0), status: try row.value(1), publishes: try row.bool(2),
                authorizedCA: try row.textOrNull(3),
                trust: try WireJSON.decode(TrustSettings.self, from: Array(try row.text(4).utf8)))
        }
    }

    func cloudDevice(_ id: String) throws -> ProjectedDevice? {
        try first("SELECT id, alias, dms_name, status FROM cloud_device WHERE id = \(id)").map { row in
            ProjectedDevice(
                id: try row.text(0), alias: try row.text(1), dmsName: try row.text(2), status: try row.value(3))
        }
    }

    /// In the order of their fingerprints.
    func cloudCertificates(ofDevice id: String) throws -> [ProjectedCertificate] {
        try query(
            """
            SELECT der, serial, ca_id, status, reason FROM cloud_certificate WHERE device_id = \(id)
            ORDER BY fingerprint
            """
        ).map { row in
            ProjectedCertificate(
                certificate: CertificateText(der: try row.bytes(0)), serialNumber: try row.textOrNull(1),
                caID: try row.textOrNull(2), status: try row.value(3), reason: try row.value(4))
        }
    }

    /// The connectors that a CA is bound to, sorted.
    func cloudConnectors(boundTo caID: String) throws -> [String] {
        try query("SELECT connector_id FROM cloud_bound WHERE ca_id = \(caID) ORDER BY connector_id").map {
            try $0.text(0)
        }
    }

    func isCloudBound(_ caID: String, to connectorID: String) throws -> Bool {
        try first(
            "SELECT 1 FROM cloud_bound WHERE ca_id = \(caID) AND connector_id = \(connectorID)") != nil
    }

    func cloudConnector(_ id: String) throws -> ConnectorConfiguration? {
        try first("SELECT configuration FROM cloud_connector WHERE id = \(id)").map { row in
            try WireJSON.decode(ConnectorConfiguration.self, from: Array(try row.text(0).utf8))
        }
    }
}

extension Row {
    /// A column that holds the raw value of an enumeration.
    func value<Value: RawRepresentable>(_ column: Int) throws(StorageError) -> Value where Value.RawValue == String {
        let text = try text(column)
        guard let value = Value(rawValue: text) else {
            throw .unexpectedColumn("column \(column) holds \"\(text)\", which is no \(Value.self)")
        }
        return value
    }
}
