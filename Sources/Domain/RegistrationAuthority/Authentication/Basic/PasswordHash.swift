import Crypto
import CryptoExtras

/// What is kept of a password: its scrypt hash (RFC 7914), from which it cannot be read.
struct PasswordHash: Sendable, Equatable {
    let cost: ScryptCost
    let salt: [UInt8]
    let hash: [UInt8]

    static let saltCount = 16
    static let hashCount = 32

    init(cost: ScryptCost, salt: [UInt8], hash: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    /// Hashes a password; that is meant to take long.
    init(_ password: String, cost: ScryptCost, salt: [UInt8]) throws {
        let key = try KDF.Scrypt.deriveKey(
            from: Array(password.utf8), salt: salt, outputByteCount: Self.hashCount, rounds: cost.rounds,
            blockSize: cost.blockSize, parallelism: cost.parallelism, maxMemory: cost.memoryMax)
        self.init(cost: cost, salt: salt, hash: key.withUnsafeBytes { Array($0) })
    }

    /// Takes the same time whatever differs.
    static func == (left: PasswordHash, right: PasswordHash) -> Bool {
        guard left.hash.count == right.hash.count else { return false }
        return zip(left.hash, right.hash).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// How hard scrypt works (RFC 7914, section 2).
public struct ScryptCost: Sendable, Hashable {
    /// N, a power of two.
    public let rounds: Int
    /// r
    public let blockSize: Int
    /// p
    public let parallelism: Int

    public init(rounds: Int, blockSize: Int, parallelism: Int) {
        precondition(rounds > 1 && rounds & (rounds - 1) == 0, "N is a power of two")
        precondition(blockSize > 0 && parallelism > 0, "r and p are positive")
        self.rounds = rounds
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// 32 MiB and a quarter of a second: of the settings that OWASP calls equally strong the one with p = 3.
    public static let standard = ScryptCost(rounds: 1 << 15, blockSize: 8, parallelism: 3)

    /// A little more than scrypt takes.
    var memoryMax: Int { 128 * blockSize * (rounds + parallelism + 2) + (1 << 20) }
}
