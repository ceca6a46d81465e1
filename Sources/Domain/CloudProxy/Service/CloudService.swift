import Events
public import Listing
import Storage

/// What operators do with the cloud: connectors, bindings, plans, and what is parked. None of it is an event, for it says
/// nothing of the PKI.
public struct CloudService: Sendable {
    let accounts: CloudAccounts
    /// Returns when the projection has seen every event that was committed before the call.
    let catchUp: @Sendable () async throws -> Void

    public init(_ accounts: CloudAccounts, catchUp: @escaping @Sendable () async throws -> Void = {}) {
        self.accounts = accounts
        self.catchUp = catchUp
    }

    /// The most entries of a page.
    public static let pageSizeMax = 1_000
}

extension CloudService {
    /// In the order of their ids.
    /// - Parameter bookmark: `next` of the page before.
    public func connectors(after bookmark: String? = nil, limit: Int = 25) async throws -> Page<ConnectorView> {
        let limit = try Self.pageSize(limit)
        return try await accounts.database.read { snapshot in
            let rows = try snapshot.query(
                "SELECT id FROM cloud_connector WHERE id > \(bookmark ?? "") ORDER BY id LIMIT \(limit + 1)")
            let ids = try rows.map { try $0.text(0) }
            let views = try ids.prefix(limit).compactMap { try snapshot.cloudConnector($0) }
                .map { try snapshot.connectorView($0) }
            return Page(list: views, next: ids.count > limit ? views.last?.connector.id : nil)
        }
    }

    /// - Throws: `CloudProxyError.notFound`.
    public func connector(_ id: String) async throws -> ConnectorView {
        try await accounts.database.read { try $0.connectorView(try $0.requireConnector(id)) }
    }

    /// CAs whose metadata names the connector already are bound to it, and due at once.
    /// - Throws: `CloudProxyError.invalid`, `.conflict` where the id is taken.
    public func create(_ connector: ConnectorConfiguration) async throws -> ConnectorView {
        try connector.validate(kinds: accounts.kinds)
        let now = accounts.now()
        let view = try await accounts.database.write { tx in
            guard try tx.cloudConnector(connector.id) == nil else {
                throw CloudProxyError.conflict("There is a connector \"\(connector.id)\" already.")
            }
            try tx.storeConnector(connector)
            for ca in try tx.boundCAs(of: connector.id) {
                try tx.markCloudScope(ofCA: ca, in: connector.id, at: now)
            }
            return try tx.connectorView(connector)
        }
        accounts.signal.wake()
        return view
    }

    /// Replaces a connector. Everything bound to it is compared again.
    /// - Throws: `CloudProxyError.invalid`, `.notFound`, or `.conflict` where it would become another account while this one
    ///   still holds something.
    public func update(_ id: String, to connector: ConnectorConfiguration) async throws -> ConnectorView {
        guard connector.id == id else {
            throw CloudProxyError.invalid(pointer: "/id", "must be \"\(id)\", for a connector keeps its id")
        }
        try connector.validate(kinds: accounts.kinds)
        let now = accounts.now()
        let view = try await accounts.database.write { tx in
            let old = try tx.requireConnector(id)
            if old.place != connector.place {
                try tx.requireNothingBound(to: id, "it cannot become another account")
                try tx.execute("DELETE FROM cloud_work WHERE connector_id = \(id)")
            }
            try tx.storeConnector(connector)
            for ca in try tx.boundCAs(of: id) where old != connector {
                try tx.markCloudScope(ofCA: ca, in: id, at: now)
            }
            return try tx.connectorView(connector)
        }
        accounts.signal.wake()
        return view
    }

    /// What the account holds stays as it is.
    /// - Throws: `CloudProxyError.notFound`, `.conflict` while CAs are bound to it or being taken out of the account.
    public func delete(_ id: String) async throws {
        try await accounts.database.write { tx in
            _ = try tx.requireConnector(id)
            try tx.requireNothingBound(to: id, "it cannot be deleted")
            try tx.execute("DELETE FROM cloud_work WHERE connector_id = \(id)")
            try tx.execute("DELETE FROM cloud_lease WHERE connector_id = \(id)")
            try tx.execute("DELETE FROM cloud_binding WHERE connector_id = \(id)")
            try tx.execute("DELETE FROM cloud_connector WHERE id = \(id)")
        }
    }

    static func pageSize(_ limit: Int) throws(CloudProxyError) -> Int {
        guard (1...pageSizeMax).contains(limit) else {
            throw .invalid(pointer: "/page_size", "must be from 1 to \(pageSizeMax)")
        }
        return limit
    }
}
