public import Events
public import KeyStore
public import ManagementAPI
public import Storage
import PKIX
import Synchronization

/// The key that this server signs its requests to authorisation services with: one, made when it is first needed. Whoever
/// is asked verifies with its public half, so there is no secret to share or to lose.
public final class WebhookKey: Sendable {
    private let database: any Database
    private let keyStore: any KeyStore
    private let clock: WallClock
    private let opened = Mutex<(any SigningKey)?>(nil)

    public init(database: any Database, keyStore: any KeyStore, clock: WallClock = .system) {
        self.database = database
        self.keyStore = keyStore
        self.clock = clock
    }

    /// The public half.
    public func show() async throws -> WebhookKeyBody {
        let info = try await key().publicKeyInfo
        let octets = try PublicKeyInfo(der: info).bits
        return WebhookKeyBody(
            publicKey: "whpk_" + String(decoding: Base64.encode(octets), as: UTF8.self),
            publicKeyPEM: EncodedPEM(pem: String(decoding: PEM.encode("PUBLIC KEY", info), as: UTF8.self)))
    }

    /// An Ed25519 signature (RFC 8032).
    func sign(_ message: [UInt8]) async throws -> [UInt8] {
        try await key().sign(message)
    }

    private func key() async throws -> any SigningKey {
        if let key = opened.withLock({ $0 }) { return key }
        let id = try await database.read { try $0.webhookKeyID() }
        let key = if let id { try await keyStore.key(id) } else { try await make() }
        opened.withLock { $0 = key }
        return key
    }

    /// The key is durable before its name is: a crash between the two leaves a key that nobody names. Of two servers that
    /// make one at the same time, the second throws its own away.
    private func make() async throws -> any SigningKey {
        let made = try await keyStore.generate(.ed25519)
        let time = clock.now()
        let id = try await database.write { tx in
            if let present = try tx.webhookKeyID() { return present }
            try tx.execute(
                "INSERT INTO webhook_key (name, key_id, created_at) VALUES ('signing', \(made.id), \(time.milliseconds))"
            )
            return made.id
        }
        guard id != made.id else { return made }
        try await keyStore.delete(made.id)
        return try await keyStore.key(id)
    }
}

extension Reading where Self: ~Copyable {
    fileprivate func webhookKeyID() throws -> String? {
        try first("SELECT key_id FROM webhook_key WHERE name = 'signing'").map { try $0.text(0) }
    }
}
