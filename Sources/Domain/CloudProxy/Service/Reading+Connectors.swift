import Events
import Storage

extension Reading where Self: ~Copyable {
    func requireConnector(_ id: String) throws -> ConnectorConfiguration {
        guard let connector = try cloudConnector(id) else {
            throw CloudProxyError.notFound("There is no connector \"\(id)\".")
        }
        return connector
    }

    /// Sorted.
    func boundCAs(of connectorID: String) throws -> [String] {
        try query("SELECT ca_id FROM cloud_bound WHERE connector_id = \(connectorID) ORDER BY ca_id").map {
            try $0.text(0)
        }
    }

    func connectorView(_ connector: ConnectorConfiguration) throws -> ConnectorView {
        let backlog = try cloudBacklog(of: connector.id)
        let lease = try first(
            "SELECT paused_until, error FROM cloud_lease WHERE connector_id = \(connector.id) AND pauses > 0")
        return ConnectorView(
            connector: connector, bindings: try bindingViews(of: connector), due: backlog.due, parked: backlog.parked,
            pausedUntil: try lease.map { Timestamp(milliseconds: try $0.integer(0)) },
            error: try lease?.textOrNull(1))
    }

    func bindingViews(of connector: ConnectorConfiguration) throws -> [BindingView] {
        try boundCAs(of: connector.id).map { try bindingView(of: $0, to: connector) }
    }

    func bindingView(of caID: String, to connector: ConnectorConfiguration) throws -> BindingView {
        let work = try cloudWork(on: ResourceKey(.ca, caID), in: connector.id)
        let (consistency, detail) = Consistency.of(work, isEnabled: connector.enabled)
        return BindingView(
            connectorID: connector.id, caID: caID, isByMetadata: try isLabelled(caID, connector.id),
            consistency: consistency, detail: detail)
    }

    func isLabelled(_ caID: String, _ connectorID: String) throws -> Bool {
        try first(
            "SELECT 1 FROM cloud_ca_label WHERE ca_id = \(caID) AND connector_id = \(connectorID)") != nil
    }
}

extension Transaction {
    func storeConnector(_ connector: ConnectorConfiguration) throws {
        let text = String(decoding: try WireJSON.encode(connector), as: UTF8.self)
        try execute(
            """
            INSERT INTO cloud_connector (id, enabled, place, configuration)
            VALUES (\(connector.id), \(connector.enabled), \(connector.place), \(text))
            ON CONFLICT (id) DO UPDATE SET enabled = excluded.enabled, place = excluded.place,
                configuration = excluded.configuration
            """)
    }

    /// What is parked does not hold: the operator has seen it.
    func requireNothingBound(to id: String, _ consequence: String) throws {
        if let ca = try boundCAs(of: id).first {
            throw CloudProxyError.conflict(
                "The CA \"\(ca)\" is bound to the connector \"\(id)\"; \(consequence) before it is unbound.")
        }
        let leaving = try first(
            """
            SELECT resource FROM cloud_work WHERE connector_id = \(id) AND rank = \(ResourceKey.Kind.ca.rank)
                AND state <> 'settled' AND state <> 'parked' LIMIT 1
            """)
        if let leaving {
            throw CloudProxyError.conflict(
                "\(try leaving.text(0)) is being taken out of the account of \"\(id)\"; \(consequence) before.")
        }
    }
}

extension Consistency {
    static func of(_ work: WorkView?, isEnabled: Bool) -> (Consistency, detail: String?) {
        guard isEnabled else { return (.disabled, work?.error) }
        guard let work else { return (.pending, nil) }
        if let error = work.error, work.attempts > 0 { return (.failed, error) }
        guard work.state == .settled else {
            return (.pending, work.waitsFor.map { "waits for \($0)" } ?? work.error)
        }
        return work.difference.map { (.inconsistent, $0) } ?? (.consistent, nil)
    }
}
