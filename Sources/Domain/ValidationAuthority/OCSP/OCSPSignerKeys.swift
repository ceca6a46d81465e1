import CertificateAuthority
import Events
import Logging
import Storage

/// The private keys of signers, of those that were replaced too. A key is destroyed a day after its certificate ended, and
/// not when the signer is replaced: another server may sign with it until it hears of the new one, or, where that could not
/// be made there, to its very end.
enum OCSPSignerKeys {
    static let migration = Migration("validation-authority/002-ocsp-signer-key") { _ in
        [
            "CREATE TABLE ocsp_signer_key (key_id TEXT PRIMARY KEY, ends_at BIGINT NOT NULL)",
            "CREATE INDEX ocsp_signer_key_end ON ocsp_signer_key (ends_at)",
            """
            INSERT INTO ocsp_signer_key
            SELECT s.key_id, c.not_after FROM ocsp_signer s JOIN certificate c ON c.serial = s.serial
            """,
            "CREATE INDEX ocsp_signer_key_id ON ocsp_signer (key_id)",
        ]
    }

    /// For the clocks of other servers.
    fileprivate static let grace = WireDuration.days(1)
    fileprivate static let countMax = 100
}

extension Reading where Self: ~Copyable {
    /// The keys of signers that nobody uses any more, the first to end first.
    func endedOCSPSignerKeys(at now: Timestamp) throws -> [String] {
        try query(
            """
            SELECT key_id FROM ocsp_signer_key WHERE ends_at < \((now - OCSPSignerKeys.grace).milliseconds)
            ORDER BY ends_at LIMIT \(OCSPSignerKeys.countMax)
            """
        ).map { try $0.text(0) }
    }
}

extension OCSPSigners {
    /// Destroys the keys of signers that nobody uses any more; also the last one of a CA that ended or was deleted. What a
    /// crash leaves undone is done at the next start.
    func dropEndedKeys(at now: Timestamp) async {
        do {
            guard try await !database.read({ try $0.endedOCSPSignerKeys(at: now) }).isEmpty else { return }
            try await database.write { tx in
                for key in try tx.endedOCSPSignerKeys(at: now) {
                    try tx.discard(key: key, at: now)
                    try tx.execute("DELETE FROM ocsp_signer WHERE key_id = \(key)")
                    try tx.execute("DELETE FROM ocsp_signer_key WHERE key_id = \(key)")
                }
            }
            try await cas.destroyDiscardedKeys()
        } catch {
            logger.warning("keys of former OCSP signers are not destroyed yet", metadata: ["error": "\(error)"])
        }
    }
}
