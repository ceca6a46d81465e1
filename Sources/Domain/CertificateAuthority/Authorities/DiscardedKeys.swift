package import Events
package import Storage
import KeyStore

extension Transaction {
    /// Dooms a key: it is destroyed once this transaction has committed.
    package func discard(key id: String, at time: Timestamp) throws {
        try execute(
            """
            INSERT INTO discarded_key (id, discarded_at) VALUES (\(id), \(time.milliseconds)) ON CONFLICT (id) DO NOTHING
            """)
    }
}

extension CAService {
    /// Destroys the keys that were given up. Called after a transaction that gave one up, and at the start: what a crash
    /// or a key store that did not answer left behind is destroyed then. Nothing names these keys any more, so they sign
    /// nothing meanwhile.
    public func destroyDiscardedKeys() async throws {
        let rows = try await database.read { snapshot in
            try snapshot.query("SELECT id FROM discarded_key ORDER BY id LIMIT \(discardedKeysMax)")
        }
        for row in rows {
            let id = try row.text(0)
            try await keyStore.delete(id)
            try await database.write { tx in _ = try tx.execute("DELETE FROM discarded_key WHERE id = \(id)") }
        }
    }

    /// Destroys a key whose CA, it seems, was not stored. It is looked up first, for an error at a commit may hide a
    /// commit. A crash before this leaves the key in the store, and nothing names it.
    func destroyUnused(_ keyID: String) async {
        let isUsed = try? await database.read { snapshot in
            try snapshot.first("SELECT 1 FROM ca_certificate WHERE key_id = \(keyID)") != nil
                || snapshot.first("SELECT 1 FROM ca_request WHERE key_id = \(keyID)") != nil
        }
        if isUsed == false { try? await keyStore.delete(keyID) }
    }
}

/// Destroyed at a time.
private let discardedKeysMax = 1000
