package import Storage
import Synchronization

/// Decides at which step of the writing connection something goes wrong. Steps are counted while it is armed.
package final class Fault: Sendable {
    package enum Kind: Sendable, CaseIterable {
        /// The step fails and has no effect.
        case lost
        /// The step has its effect, and yet is reported as failed.
        case stored
    }

    package struct Injected: Error {}

    private struct State {
        var step = 0
        var isArmed = false
        var hasStruck = false
    }

    private let kind: Kind
    private let strikesAt: Int
    private let state = Mutex(State())

    package init(_ kind: Kind, atStep step: Int) {
        self.kind = kind
        strikesAt = step
    }

    package func arm() { state.withLock { $0.isArmed = true } }
    package func disarm() { state.withLock { $0.isArmed = false } }
    package var hasStruck: Bool { state.withLock { $0.hasStruck } }

    package func wrap(_ connection: any LaneConnection) -> any LaneConnection {
        FaultyConnection(base: connection, fault: self)
    }

    func pass<Value>(_ step: () throws -> Value) throws -> Value {
        guard strikesNow() else { return try step() }
        if kind == .stored { _ = try step() }
        throw Injected()
    }

    private func strikesNow() -> Bool {
        state.withLock { state in
            guard state.isArmed else { return false }
            state.step += 1
            guard state.step == strikesAt else { return false }
            state.hasStruck = true
            return true
        }
    }
}

private final class FaultyConnection: LaneConnection {
    private let base: any LaneConnection
    private let fault: Fault

    init(base: any LaneConnection, fault: Fault) {
        self.base = base
        self.fault = fault
    }

    func execute(_ sql: SQL) throws -> Int { try fault.pass { try base.execute(sql) } }
    func query(_ sql: SQL) throws -> [Row] { try fault.pass { try base.query(sql) } }
    func begin() throws { try fault.pass { try base.begin() } }
    func savepoint() throws { try fault.pass { try base.savepoint() } }
    func release() throws { try fault.pass { try base.release() } }
    func rollBackToSavepoint() throws { try fault.pass { try base.rollBackToSavepoint() } }
    func commit() throws { try fault.pass { try base.commit() } }
    func rollBack() { base.rollBack() }
}
