import EventLog
import Events
import StorageSQLite
import Testing

@testable import CloudProxy

@Suite struct RandomHistoryTests {
    private static let connectors = ["one", "two"]

    @Test(
        "after any history each account holds what the PKI wants, though calls fail, get lost or are throttled",
        arguments: 1...5 as ClosedRange<UInt64>)
    func converges(_ seed: UInt64) async throws {
        try await Workbench.with { bench in
            let proofs = ProofRegistry()
            var accounts: [String: SimulatedAccount] = [:]
            var expected: [String: ExpectedAccount] = [:]
            for connector in Self.connectors {
                accounts[connector] = try await bench.connect(connector, proofs: proofs)
                expected[connector] = ExpectedAccount()
                accounts[connector]?.injectTrouble(seed: seed)
            }
            var model = PKIModel(seed: seed, connectors: Self.connectors)
            for round in 0..<25 {
                for _ in 0..<model.number(1..<25) { try await bench.happen(try model.step()) }
                if model.chance(50) { try await operate(&model, bench) }
                try await bench.settle("one", "two")
                for connector in Self.connectors {
                    try expected[connector]?.follow(model, connector)
                    let actual = try #require(accounts[connector]).account.withoutProofs
                    try #require(actual == expected[connector]?.state, "\(connector), round \(round)")
                    try #require(try await bench.plannedCalls(connector).isEmpty)
                }
            }
            #expect(expected.values.contains { !$0.state.certificates.isEmpty })
            try await replayChangesNothing(bench)
            try await rebuildEndsTheSame(bench, accounts)
        }
    }

    /// An operator binds or unbinds a CA.
    private func operate(_ model: inout PKIModel, _ bench: Workbench) async throws {
        guard let connector = model.pick(Self.connectors),
            let ca = model.pick(model.cas.filter { !$0.value.isDeleted }.keys)
        else { return }
        if model.bindings[connector]?.contains(ca) == true {
            guard model.cas[ca]?.labels.contains(connector) == false else { return }
            try await bench.service.unbind(ca, from: connector)
            model.bindings[connector]?.remove(ca)
        } else {
            _ = try await bench.service.bind(ca, to: connector)
            model.bindings[connector, default: []].insert(ca)
        }
    }

    private func replayChangesNothing(_ bench: Workbench) async throws {
        let tables = Workbench.projectionTables + ["cloud_work"]
        let before = try await bench.dump(tables)
        try await bench.project(after: 0, batch: 7)
        try await bench.project(after: 0, batch: 1_000)
        #expect(try await bench.dump(tables) == before)
    }

    private func rebuildEndsTheSame(_ bench: Workbench, _ accounts: [String: SimulatedAccount]) async throws {
        let before = try await bench.dump(Workbench.projectionTables)
        let calls = accounts.mapValues(\.calls)
        let head = try await bench.head()
        try await bench.database.write { [projection = bench.projection] tx in
            try projection.beginRebuild(until: head, in: tx)
        }
        // Half a history must not reach an account.
        let half = try await bench.database.read { [log = bench.log] in
            try log.read(after: 0, limit: Int(head / 2), from: $0)
        }
        try await bench.database.write { [projection = bench.projection] tx in try projection.apply(half, in: tx) }
        bench.time.pass(seconds: 10)
        for connector in Self.connectors { _ = try await bench.reconciler.drain(connector) }
        try await bench.project(after: Int64(half.count), batch: 13)
        #expect(try await bench.dump(Workbench.projectionTables) == before)
        try await bench.settle("one", "two")
        #expect(accounts.mapValues(\.calls) == calls)
    }
}

extension AccountState {
    /// Which account proves possession depends on who came first, which has a test of its own.
    fileprivate var withoutProofs: AccountState {
        var state = self
        for id in state.cas.keys { state.cas[id]?.isProven = false }
        return state
    }
}

extension SimulatedAccount {
    /// Every so many calls something goes wrong, one way or another.
    fileprivate func injectTrouble(seed: UInt64) {
        let count = Shared(seed)
        injects { _ in
            count.change { $0 += 1 }
            switch count.value % 11 {
            case 3: return .before(CloudError.unavailable("connection refused"))
            case 6: return .after(CloudError.unavailable("time-out"))
            case 9: return .before(CloudError.throttled("Rate exceeded"))
            default: return nil
            }
        }
    }
}
