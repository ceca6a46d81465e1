import Events
import Listing
import Storage

extension CloudService {
    /// A page of everything that the projection knows, in the order of the work.
    func page(
        _ connectorID: String, after bookmark: String?, limit: Int
    ) async throws -> (ConnectorConfiguration, (list: [ResourceKey], next: String?)) {
        let limit = try Self.pageSize(limit)
        let after = try bookmark.map { text in
            guard let key = ResourceKey(text) else {
                throw CloudProxyError.invalid(pointer: "/bookmark", "is none of a page before")
            }
            return key
        }
        return try await accounts.database.read { snapshot in
            let connector = try snapshot.requireConnector(connectorID)
            guard try !snapshot.isCloudRebuilding() else {
                throw CloudProxyError.conflict("The cloud projection is being rebuilt; try again when it is done.")
            }
            let keys = try snapshot.resourceKeys(after: after, limit: limit + 1)
            return (connector, (Array(keys.prefix(limit)), keys.count > limit ? keys[limit - 1].description : nil))
        }
    }

    func planEntry(
        for key: ResourceKey, in configuration: ConnectorConfiguration, with connector: any CloudConnector
    ) async throws -> PlanEntry? {
        guard let wish = try await wish(for: key, in: configuration) else { return nil }
        do {
            let calls = try await connector.plan(wish.resource)
            return calls.isEmpty ? nil : PlanEntry(key: key.description, calls: calls, error: nil)
        } catch {
            return PlanEntry(key: key.description, calls: [], error: CloudFault(error).sentence)
        }
    }

    func apply(
        _ key: ResourceKey, in configuration: ConnectorConfiguration, with connector: any CloudConnector
    ) async throws -> Applied? {
        let isSettled = try await accounts.database.read {
            try $0.cloudWork(on: key, in: configuration.id).map { $0.state == .settled } ?? true
        }
        if isSettled {
            // Nothing is written for a resource that is equal.
            guard try await planEntry(for: key, in: configuration, with: connector) != nil else { return nil }
        }
        switch try await claim(key, in: configuration) {
        case .unneeded: return nil
        case .busy: return Applied(entry: .refused(key, "It is being worked on already."))
        case .waits(let other): return Applied(entry: .refused(key, "It waits for \(other)."))
        case .claimed(let claim):
            let (outcome, calls) = try await accounts.work(on: claim, with: connector)
            if calls.isEmpty, case .settled = outcome { return nil }
            return Applied(
                entry: ApplyEntry(
                    key: key.description, calls: calls, isSettled: outcome.isSettled, error: outcome.error),
                isThrottled: outcome.isThrottled)
        }
    }

    private func wish(for key: ResourceKey, in configuration: ConnectorConfiguration) async throws -> Wish? {
        let downstream = accounts.downstream
        return try await accounts.database.read { snapshot in
            try snapshot.cloudWish(for: key, in: configuration, downstream: downstream)
        }
    }

    private func claim(_ key: ResourceKey, in configuration: ConnectorConfiguration) async throws -> WorkTicket {
        let (token, downstream, moment) = (accounts.nextToken(), accounts.downstream, accounts.now())
        let until = accounts.moment(after: accounts.configuration.claimTime)
        return try await accounts.database.write { tx in
            try tx.claimCloudWork(
                on: key, in: configuration, token: token, downstream: downstream, until: until, at: moment)
        }
    }

    /// Works on all at the same time and keeps their order; those without a result are left out.
    static func inOrder<Result: Sendable>(
        _ keys: [ResourceKey], _ body: @escaping @Sendable (ResourceKey) async throws -> Result?
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Result?).self) { group in
            for (index, key) in keys.enumerated() { group.addTask { (index, try await body(key)) } }
            var results: [(Int, Result)] = []
            for try await (index, result) in group {
                if let result { results.append((index, result)) }
            }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}

extension Reading where Self: ~Copyable {
    /// Everything that the projection knows after a key: CAs, then DMSs, then devices, each by name.
    fileprivate func resourceKeys(after key: ResourceKey?, limit: Int) throws -> [ResourceKey] {
        var keys: [ResourceKey] = []
        var kind = key?.kind ?? .ca
        var name = key?.name ?? ""
        while keys.count < limit {
            let rows = try query(Self.names(of: kind, after: name, limit: limit - keys.count))
            keys += try rows.map { ResourceKey(kind, try $0.text(0)) }
            guard let next = kind.next else { break }
            (kind, name) = (next, "")
        }
        return keys
    }

    private static func names(of kind: ResourceKey.Kind, after name: String, limit: Int) -> SQL {
        switch kind {
        case .ca: "SELECT id FROM cloud_ca WHERE id > \(name) ORDER BY id LIMIT \(limit)"
        case .dms: "SELECT name FROM cloud_dms WHERE name > \(name) ORDER BY name LIMIT \(limit)"
        case .device: "SELECT id FROM cloud_device WHERE id > \(name) ORDER BY id LIMIT \(limit)"
        }
    }
}

extension ApplyEntry {
    fileprivate static func refused(_ key: ResourceKey, _ why: String) -> ApplyEntry {
        ApplyEntry(key: key.description, calls: [], isSettled: false, error: why)
    }
}

extension WorkOutcome {
    var isSettled: Bool {
        if case .settled = self { true } else { false }
    }

    var isThrottled: Bool {
        if case .throttled = self { true } else { false }
    }

    var error: String? {
        switch self {
        case .settled: nil
        case .failed(let error, _), .throttled(let error): error
        case .interrupted: "It was interrupted."
        }
    }
}

extension Array<ResourceKey> {
    /// Slices of at most `size` and of one kind, in order: what is worked on together depends on nothing in it.
    func chunks(of size: Int) -> [[ResourceKey]] {
        var chunks: [[ResourceKey]] = []
        for key in self {
            if let last = chunks.last, last.count < size, last[0].kind == key.kind {
                chunks[chunks.count - 1].append(key)
            } else {
                chunks.append([key])
            }
        }
        return chunks
    }
}
