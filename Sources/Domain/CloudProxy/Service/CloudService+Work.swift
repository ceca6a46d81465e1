import Events
public import Listing
import Storage

extension CloudService {
    /// What is parked in an account, in the order of the keys.
    /// - Parameter bookmark: `next` of the page before.
    /// - Throws: `CloudProxyError.notFound`.
    public func parked(
        in connectorID: String, after bookmark: String? = nil, limit: Int = 25
    ) async throws -> Page<WorkView> {
        let limit = try Self.pageSize(limit)
        return try await accounts.database.read { snapshot in
            _ = try snapshot.requireConnector(connectorID)
            let views = try snapshot.parkedCloudWork(in: connectorID, after: bookmark ?? "", limit: limit + 1)
            return Page(list: Array(views.prefix(limit)), next: views.count > limit ? views[limit - 1].key : nil)
        }
    }

    /// Makes a resource due now, with all its attempts before it: parked or not.
    /// - Parameter key: for instance `device/pump-7`.
    /// - Throws: `CloudProxyError.notFound` where the account has no work on it.
    public func retry(_ key: String, in connectorID: String) async throws -> WorkView {
        let now = accounts.now()
        let view = try await accounts.database.write { tx in
            _ = try tx.requireConnector(connectorID)
            guard let key = ResourceKey(key), try tx.cloudWork(on: key, in: connectorID) != nil else {
                throw CloudProxyError.notFound("The connector \"\(connectorID)\" has no work on \"\(key)\".")
            }
            try tx.markCloudWork(key, in: connectorID, at: now)
            guard let view = try tx.cloudWork(on: key, in: connectorID) else {
                preconditionFailure("a marked resource has a row")
            }
            return view
        }
        accounts.signal.wake()
        return view
    }

    /// Makes everything due that is parked in an account.
    /// - Returns: how many resources.
    public func retryParked(in connectorID: String) async throws -> Int {
        let now = accounts.now()
        let count = try await accounts.database.write { tx in
            _ = try tx.requireConnector(connectorID)
            return try tx.execute(
                """
                UPDATE cloud_work SET state = 'due', due_at = \(now.milliseconds), attempts = 0,
                    generation = generation + 1
                WHERE connector_id = \(connectorID) AND state = 'parked'
                """)
        }
        accounts.signal.wake()
        return count
    }

    /// One device in one account.
    /// - Throws: `CloudProxyError.notFound` where there is no such device, or it is none of the account's business.
    public func device(_ id: String, in connectorID: String) async throws -> CloudDeviceView {
        let downstream = accounts.downstream
        return try await accounts.database.read { snapshot in
            let connector = try snapshot.requireConnector(connectorID)
            let key = ResourceKey(.device, id)
            let wish = try snapshot.cloudWish(for: key, in: connector, downstream: downstream)
            guard case .device(let device)? = wish?.resource else {
                throw CloudProxyError.notFound("The connector \"\(connectorID)\" has no device \"\(id)\".")
            }
            return CloudDeviceView(device, work: try snapshot.cloudWork(on: key, in: connectorID))
        }
    }

    public func metrics() async throws -> ReconcilerMetrics {
        let (now, calls) = (accounts.now(), accounts.calls)
        return try await accounts.database.read { snapshot in
            let rows = try snapshot.query("SELECT id FROM cloud_connector ORDER BY id")
            let connectors = try rows.map { row in
                let id = try row.text(0)
                let backlog = try snapshot.cloudBacklog(of: id)
                return ReconcilerMetrics.Connector(
                    id: id, due: backlog.due, parked: backlog.parked,
                    oldestAge: backlog.oldest.map { max(0, now.milliseconds - $0.milliseconds) } ?? 0,
                    calls: calls.of(id))
            }
            return ReconcilerMetrics(connectors: connectors)
        }
    }
}

extension CloudDeviceView {
    fileprivate init(_ device: CloudDevice, work: WorkView?) {
        self.init(
            id: device.id, dmsName: device.dmsName, isDecommissioned: device.isDecommissioned,
            certificates: device.certificates.map {
                Certificate(serialNumber: $0.serialNumber, fingerprint: $0.fingerprint, state: $0.state.rawValue)
            }, work: work)
    }
}
