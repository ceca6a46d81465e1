import Events
import Crypto
import ManagementAPI
import Synchronization

/// Checks passwords. A wrong one costs a quarter of a second and counts against the client's address; the right one is
/// remembered for this process, by a MAC under a key that nobody else has, so that a fleet that shares a user does not
/// pay for it with every device.
public final class Passwords: Sendable {
    /// Runs what takes long on a thread that may be blocked.
    public typealias Offload = @Sendable (@escaping @Sendable () throws -> [UInt8]) async throws -> [UInt8]

    /// How many wrong passwords a minute an address may try.
    static let failuresPerAddressMax = 30
    /// How many of them for one user.
    static let failuresPerUserMax = 10
    static let failuresKept = WireDuration.seconds(60)

    let cost: ScryptCost
    private let offload: Offload
    private let key = SymmetricKey(size: .bits256)
    private let proved = Mutex<[[UInt8]: [UInt8]]>([:])
    private static let provedMax = 10_000
    private let failures = FailedAttempts(keptMax: 20_000, window: failuresKept)
    /// One at a time: guessing must not take the server's processors from everybody else.
    private let turns = Turnstile(places: 1, waitingMax: 64)

    public init(cost: ScryptCost = .standard, offload: @escaping Offload = { try $0() }) {
        self.cost = cost
        self.offload = offload
    }

    func hash(_ password: String) async throws -> PasswordHash {
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<PasswordHash.saltCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        return try await derive(password, cost, salt)
    }

    /// - Parameters:
    ///   - hash: nil for a user that is not known; it takes as long as a wrong password.
    ///   - user: with the name of the DMS.
    ///   - address: the client's.
    /// - Throws: `Refusal` where it tried too often.
    func check(
        _ password: String, against hash: PasswordHash?, of user: String, from address: String, at time: Timestamp
    ) async throws -> Bool {
        try ensureMayTry(user, address, at: time)
        if let hash, isProved(password, hash) { return true }
        let isRight = try await turns.pass("") {
            try ensureMayTry(user, address, at: time)
            let expected = hash ?? PasswordHash(cost: cost, salt: Self.noSalt, hash: Self.noSalt)
            return try await derive(password, expected.cost, expected.salt) == expected && hash != nil
        }
        if isRight, let hash {
            remember(password, hash)
        } else {
            failures.add("\(address)", at: time)
            failures.add("\(address)\n\(user)", at: time)
        }
        return isRight
    }

    private func ensureMayTry(_ user: String, _ address: String, at time: Timestamp) throws(Refusal) {
        if failures.count("\(address)", at: time) < Self.failuresPerAddressMax,
            failures.count("\(address)\n\(user)", at: time) < Self.failuresPerUserMax
        {
            return
        }
        throw Refusal(
            .tooManyRequests, "too-many-wrong-passwords",
            "Too many wrong passwords came from this address; try again in a minute.")
    }

    private func derive(_ password: String, _ cost: ScryptCost, _ salt: [UInt8]) async throws -> PasswordHash {
        let hash = try await offload { try PasswordHash(password, cost: cost, salt: salt).hash }
        return PasswordHash(cost: cost, salt: salt, hash: hash)
    }

    private func isProved(_ password: String, _ hash: PasswordHash) -> Bool {
        guard let code = proved.withLock({ $0[hash.salt + hash.hash] }) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: hash.salt + Array(password.utf8), using: key)
    }

    private func remember(_ password: String, _ hash: PasswordHash) {
        let code = Array(HMAC<SHA256>.authenticationCode(for: hash.salt + Array(password.utf8), using: key))
        proved.withLock { proved in
            if proved.count >= Self.provedMax { proved = [:] }
            proved[hash.salt + hash.hash] = code
        }
    }

    private static let noSalt = [UInt8](repeating: 0, count: PasswordHash.saltCount)
}

/// Counts what went wrong in a window of time, by name.
final class FailedAttempts: Sendable {
    private struct Window {
        var count: Int
        let end: Timestamp
    }

    private let keptMax: Int
    private let window: WireDuration
    private let windows = Mutex<[String: Window]>([:])

    init(keptMax: Int, window: WireDuration) {
        self.keptMax = keptMax
        self.window = window
    }

    func count(_ name: String, at time: Timestamp) -> Int {
        windows.withLock { windows in windows[name].flatMap { $0.end > time ? $0.count : nil } ?? 0 }
    }

    func add(_ name: String, at time: Timestamp) {
        windows.withLock { windows in
            if let present = windows[name], present.end > time {
                windows[name]?.count += 1
                return
            }
            if windows.count >= keptMax { windows = windows.filter { $0.value.end > time } }
            if windows.count >= keptMax { windows = [:] }
            windows[name] = Window(count: 1, end: time + window)
        }
    }
}
