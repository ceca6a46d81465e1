import Events
public import Listing
import Storage

/// The calls that would make one resource what it is wanted to be.
public struct PlanEntry: Codable, Sendable, Equatable {
    /// For instance `device/pump-7`.
    public let key: String
    /// In the order in which they are made; empty where the account could not be asked.
    public let calls: [CloudCall]
    /// Why the account could not be asked.
    public let error: String?
}

/// The calls that were made for one resource, and what came of them.
public struct ApplyEntry: Codable, Sendable, Equatable {
    public let key: String
    /// In the order in which they were made; the last one may have failed.
    public let calls: [CallResult]
    /// The resource is what it is wanted to be.
    public let isSettled: Bool
    /// Why it is not.
    public let error: String?

    private enum CodingKeys: String, CodingKey {
        case key
        case calls
        case isSettled = "settled"
        case error
    }
}

/// What became of one resource, and whether the account wants to be left alone.
struct Applied: Sendable {
    let entry: ApplyEntry
    var isThrottled = false
}

extension CloudService {
    /// The calls that would be made for the resources of an account, without making any: CAs, then DMSs, then devices.
    /// Equal resources have no entry, so a page may be empty and yet not be the last.
    /// - Parameters:
    ///   - bookmark: `next` of the page before.
    ///   - limit: how many resources are looked at.
    /// - Throws: `CloudProxyError.notFound`, `.invalid` for a bookmark that is none, `.conflict` while the projection is
    ///   being rebuilt.
    public func plan(
        _ connectorID: String, after bookmark: String? = nil, limit: Int = 100
    ) async throws -> Page<PlanEntry> {
        // A plan made of yesterday's facts would say "nothing to do" and be wrong.
        if bookmark == nil { try await catchUp() }
        let (configuration, keys) = try await page(connectorID, after: bookmark, limit: limit)
        let connector = try makeConnector(configuration)
        var entries: [PlanEntry] = []
        for chunk in keys.list.chunks(of: accounts.configuration.concurrentMax) {
            entries += try await Self.inOrder(chunk) { key in
                try await planEntry(for: key, in: configuration, with: connector)
            }
        }
        return Page(list: entries, next: keys.next)
    }

    /// Makes the calls of the plan, and reports each. A resource that somebody else is working on is left to them.
    /// When the account throttles us the page ends there; go on from its bookmark after a while.
    /// - Throws: as `plan`, and `.conflict` where the connector is disabled.
    public func apply(
        _ connectorID: String, after bookmark: String? = nil, limit: Int = 100
    ) async throws -> Page<ApplyEntry> {
        if bookmark == nil { try await catchUp() }
        let (configuration, keys) = try await page(connectorID, after: bookmark, limit: limit)
        guard configuration.enabled else {
            throw CloudProxyError.conflict("The connector \"\(connectorID)\" is disabled.")
        }
        let connector = try makeConnector(configuration)
        var entries: [ApplyEntry] = []
        for chunk in keys.list.chunks(of: accounts.configuration.concurrentMax) {
            let applied = try await Self.inOrder(chunk) { key in
                try await apply(key, in: configuration, with: connector)
            }
            entries += applied.map(\.entry)
            if applied.contains(where: \.isThrottled) { return Page(list: entries, next: chunk.last?.description) }
        }
        return Page(list: entries, next: keys.next)
    }

    /// Compares the account with what is wanted and keeps what differs with each resource, so that it shows; a connector
    /// that repairs gets it made due. What is due or parked already is left as it is.
    /// - Returns: what differs.
    /// - Throws: as `plan`.
    public func compare(
        _ connectorID: String, after bookmark: String? = nil, limit: Int = 100
    ) async throws -> Page<PlanEntry> {
        let page = try await plan(connectorID, after: bookmark, limit: limit)
        let now = accounts.now()
        try await accounts.database.write { tx in
            let connector = try tx.requireConnector(connectorID)
            // Everything that was looked at and has no entry is equal.
            if bookmark == nil {
                try tx.execute("UPDATE cloud_work SET difference = NULL WHERE connector_id = \(connectorID)")
            }
            for entry in page.list where !entry.calls.isEmpty {
                let difference = entry.calls.map(\.reason).joined(separator: " ")
                let isSettled = try tx.execute(
                    """
                    UPDATE cloud_work SET difference = \(String(difference.prefix(CloudFault.sentenceLengthMax)))
                    WHERE connector_id = \(connectorID) AND resource = \(entry.key) AND state = 'settled'
                    """)
                guard isSettled == 1, connector.drift == .repair, let key = ResourceKey(entry.key) else { continue }
                try tx.markCloudWork(key, in: connectorID, at: now)
            }
        }
        accounts.signal.wake()
        return page
    }

    private func makeConnector(_ configuration: ConnectorConfiguration) throws -> any CloudConnector {
        do {
            return try accounts.connector(for: configuration)
        } catch {
            throw CloudProxyError.conflict("The account cannot be reached. \(CloudFault(error).sentence)")
        }
    }
}
