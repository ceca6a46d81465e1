import Events
import Storage

extension Reconciler {
    private enum Progress: Sendable {
        case finished
        /// Something may have become due, and the lease wants to be renewed.
        case tick
    }

    /// What was begun, or when to look again.
    private struct Beginning: Sendable {
        var claims: [WorkClaim] = []
        var lookedAt = 0
        var next: Timestamp?
    }

    /// Works everything that is due in one account, a bounded number of resources at a time.
    /// - Returns: when to look again; nil where nothing waits for a time.
    /// - Throws: `StorageError`. What a connector throws is stored with its resource.
    @discardableResult
    func drain(_ connectorID: String) async throws -> Timestamp? {
        try await withThrowingTaskGroup(of: Progress.self) { group in
            defer { group.cancelAll() }
            var inFlight = 0
            var isTicking = false
            while true {
                let ticket = accounts.signal.ticket
                let beginning = try await begin(connectorID, slots: accounts.configuration.concurrentMax - inFlight)
                for claim in beginning.claims {
                    inFlight += 1
                    group.addTask { try await finish(claim) }
                }
                if beginning.lookedAt > 0, inFlight < accounts.configuration.concurrentMax { continue }
                if inFlight == 0 { return beginning.next }
                if !isTicking {
                    isTicking = true
                    group.addTask {
                        await rest(since: ticket, atMost: accounts.configuration.pollInterval)
                        return .tick
                    }
                }
                switch try await group.next() {
                case .finished: inFlight -= 1
                case .tick: isTicking = false
                case nil: return beginning.next
                }
            }
        }
    }

    private func finish(_ claim: WorkClaim) async throws -> Progress {
        let configuration = try await accounts.database.read { try $0.cloudConnector(claim.connectorID) }
        // A connector that was deleted meanwhile took its work with it.
        guard let configuration else { return .finished }
        _ = try await accounts.work(on: claim, with: try accounts.connector(for: configuration))
        return .finished
    }

    private func begin(_ connectorID: String, slots: Int) async throws -> Beginning {
        guard slots > 0, !Task.isCancelled else { return Beginning() }
        let (moment, owner) = (accounts.now(), accounts.owner)
        let look = try await accounts.database.read { snapshot in
            (try snapshot.cloudConnector(connectorID), try snapshot.nextCloudWork(in: connectorID, for: owner))
        }
        guard let configuration = look.0, configuration.enabled else { return Beginning() }
        guard let next = look.1, next <= moment else { return Beginning(next: look.1) }
        do {
            _ = try accounts.connector(for: configuration)
        } catch {
            return Beginning(next: try await pause(connectorID, CloudFault(error).sentence))
        }
        return try await claim(in: configuration, slots: slots, at: moment)
    }

    /// Durable afterwards: the lease, and the claims.
    private func claim(in connector: ConnectorConfiguration, slots: Int, at moment: Timestamp) async throws -> Beginning
    {
        let (owner, token, downstream) = (accounts.owner, accounts.nextToken(), accounts.downstream)
        let leaseEnd = accounts.moment(after: accounts.configuration.leaseTime)
        let claimEnd = accounts.moment(after: accounts.configuration.claimTime)
        let later = accounts.moment(after: accounts.configuration.pollInterval)
        return try await accounts.database.write { tx in
            // Read in this transaction, since an operator may have changed it after our look.
            guard try tx.cloudConnector(connector.id) == connector, try !tx.isCloudRebuilding() else {
                return Beginning(next: later)
            }
            let lease = try tx.takeCloudLease(connector.id, owner: owner, until: leaseEnd, at: moment)
            guard let lease else { return Beginning(next: later) }
            guard lease.pausedUntil <= moment else { return Beginning(next: lease.pausedUntil) }
            let (claims, lookedAt) = try tx.claimCloudWork(
                in: connector, limit: slots, token: token, downstream: downstream, until: claimEnd, at: moment)
            return Beginning(claims: claims, lookedAt: lookedAt)
        }
    }

    /// Leaves an account alone for a while for which no connector can be made.
    private func pause(_ connectorID: String, _ error: String) async throws -> Timestamp? {
        let moment = accounts.now()
        let (owner, leaseEnd) = (accounts.owner, accounts.moment(after: accounts.configuration.leaseTime))
        let next = accounts.moment(after: accounts.configuration.pauseMax)
        return try await accounts.database.write { tx in
            let lease = try tx.takeCloudLease(connectorID, owner: owner, until: leaseEnd, at: moment)
            guard let lease else { return next }
            guard lease.pausedUntil <= moment else { return lease.pausedUntil }
            try tx.pauseCloudConnector(connectorID, until: next, pauses: 1, error: error)
            return next
        }
    }
}
