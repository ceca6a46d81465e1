import Events
import Storage

extension CloudService {
    /// In the order of the CAs' ids.
    /// - Throws: `CloudProxyError.notFound`.
    public func bindings(of connectorID: String) async throws -> [BindingView] {
        try await accounts.database.read { try $0.bindingViews(of: try $0.requireConnector(connectorID)) }
    }

    /// - Throws: `CloudProxyError.notFound` where the CA is not bound to the connector.
    public func binding(of caID: String, to connectorID: String) async throws -> BindingView {
        try await accounts.database.read { snapshot in
            let connector = try snapshot.requireConnector(connectorID)
            guard try snapshot.isCloudBound(caID, to: connectorID) else { throw Self.notBound(caID, connectorID) }
            return try snapshot.bindingView(of: caID, to: connector)
        }
    }

    /// Binds a CA. It, its DMSs and their devices are due at once. Binding it again changes nothing.
    /// - Throws: `CloudProxyError.notFound` where there is no such CA or connector.
    public func bind(_ caID: String, to connectorID: String) async throws -> BindingView {
        // A CA that was created a moment ago may not be in the projection yet.
        if try await !isKnown(caID) { try await catchUp() }
        let now = accounts.now()
        let view = try await accounts.database.write { tx in
            let connector = try tx.requireConnector(connectorID)
            guard let ca = try tx.cloudCA(caID), !ca.isDeleted else {
                throw CloudProxyError.notFound("There is no CA \"\(caID)\".")
            }
            let wasBound = try tx.isCloudBound(caID, to: connectorID)
            try tx.execute(
                """
                INSERT INTO cloud_binding (connector_id, ca_id, created_at)
                VALUES (\(connectorID), \(caID), \(now.milliseconds)) ON CONFLICT (connector_id, ca_id) DO NOTHING
                """)
            if !wasBound { try tx.markCloudScope(ofCA: caID, in: connectorID, at: now) }
            return try tx.bindingView(of: caID, to: connector)
        }
        accounts.signal.wake()
        return view
    }

    /// Unbinds a CA: it is deregistered, and what depends on it is due at once.
    /// - Throws: `CloudProxyError.notFound` where it is not bound; `.conflict` where its own metadata binds it.
    public func unbind(_ caID: String, from connectorID: String) async throws {
        let now = accounts.now()
        try await accounts.database.write { tx in
            _ = try tx.requireConnector(connectorID)
            guard try tx.isCloudBound(caID, to: connectorID) else { throw Self.notBound(caID, connectorID) }
            guard try !tx.isLabelled(caID, connectorID) else {
                throw CloudProxyError.conflict(
                    "The CA \"\(caID)\" is bound by its metadata: remove its key \"\(BindingLabel.prefix)\(connectorID)\"."
                )
            }
            try tx.execute(
                "DELETE FROM cloud_binding WHERE connector_id = \(connectorID) AND ca_id = \(caID)")
            try tx.markCloudScope(ofCA: caID, in: connectorID, at: now)
        }
        accounts.signal.wake()
    }

    private func isKnown(_ caID: String) async throws -> Bool {
        try await accounts.database.read { try $0.cloudCA(caID) != nil }
    }

    private static func notBound(_ caID: String, _ connectorID: String) -> CloudProxyError {
        .notFound("The CA \"\(caID)\" is not bound to the connector \"\(connectorID)\".")
    }
}
