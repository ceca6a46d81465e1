import Crypto
import Events

/// A request under a key: who calls it what, and what it asks for.
struct KeyedRequest: Sendable {
    let actor: String
    /// The path with its places filled, in one spelling.
    let path: String
    let key: String
    /// SHA-256 of query and body: under one key only the same request is the same.
    let fingerprint: [UInt8]

    init(_ key: IdempotencyKey, path: String, _ call: Call) {
        actor = call.caller.actor
        self.path = path
        self.key = key.text
        var hash = SHA256()
        hash.update(data: Array(call.query.utf8))
        // No query holds a line feed, so the two parts cannot run into each other.
        hash.update(data: [0x0A])
        hash.update(data: call.body)
        fingerprint = Array(hash.finalize())
    }
}
