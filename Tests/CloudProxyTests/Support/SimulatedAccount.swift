import CloudProxy
import Synchronization

/// What an account holds, in the words of the account.
struct AccountState: Sendable, Equatable {
    struct CA: Sendable, Equatable {
        var isActive: Bool
        var isProven: Bool
        var pem: String
    }

    struct Thing: Sendable, Equatable {
        var alias: String
        var dms: String
        /// Fingerprints of the certificates that are attached.
        var principals: Set<String> = []
    }

    var cas: [String: CA] = [:]
    var bundles: [String: String] = [:]
    var things: [String: Thing] = [:]
    /// By fingerprint.
    var certificates: [String: CloudCertificate.State] = [:]
}

/// What is done to a call instead of just making it.
enum Fault: Sendable {
    /// Nothing is done.
    case before(any Error)
    /// It is done, and nobody is told.
    case after(any Error)
}

/// A small cloud account with a cloud's own rules. What it holds is changed by calls alone.
final class SimulatedAccount: CloudConnector {
    private struct State {
        var account = AccountState()
        var calls: [CloudCall] = []
        var plans: [String] = []
        var fault: @Sendable (CloudCall) -> Fault? = { _ in nil }
        var planFault: @Sendable (String) -> (any Error)? = { _ in nil }
        var pause: @Sendable (String) async -> Void = { _ in }
    }

    private let state = Mutex(State())
    /// CAs whose possession was proved, by any account of the place.
    private let proofs: ProofRegistry
    private let stream = AsyncStream<CloudCall>.makeStream()

    init(proofs: ProofRegistry = ProofRegistry()) {
        self.proofs = proofs
    }

    var account: AccountState { state.withLock { $0.account } }
    var calls: [CloudCall] { state.withLock { $0.calls } }
    var plans: [String] { state.withLock { $0.plans } }
    /// Every call that was made, as it is made.
    var madeCalls: AsyncStream<CloudCall> { stream.stream }

    func injects(_ fault: @escaping @Sendable (CloudCall) -> Fault?) { state.withLock { $0.fault = fault } }
    func refusesPlans(_ fault: @escaping @Sendable (String) -> (any Error)?) { state.withLock { $0.planFault = fault } }
    func pauses(_ pause: @escaping @Sendable (String) async -> Void) { state.withLock { $0.pause = pause } }
    func change(_ change: @Sendable (inout AccountState) -> Void) { state.withLock { change(&$0.account) } }

    func plan(_ desired: DesiredResource) async throws -> [CloudCall] {
        let pause = state.withLock { state in
            state.plans.append(desired.key)
            return state.pause
        }
        await pause(desired.key)
        return try state.withLock { state in
            if let error = state.planFault(desired.key) { throw error }
            return try state.account.difference(to: desired)
        }
    }

    func perform(_ call: CloudCall) async throws {
        let fault = state.withLock { $0.fault(call) }
        if case .before(let error) = fault { throw error }
        try state.withLock { state in
            state.calls.append(call)
            try state.account.perform(call, proofs)
        }
        stream.continuation.yield(call)
        if case .after(let error) = fault { throw error }
    }
}

/// Which account of a place has proved possession of a CA.
final class ProofRegistry: Sendable {
    private let proven = Mutex<Set<String>>([])

    func take(_ ca: String) -> Bool { proven.withLock { $0.insert(ca).inserted } }
    func free(_ ca: String) { proven.withLock { _ = $0.remove(ca) } }
}
