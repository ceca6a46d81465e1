import CertificateAuthority
import Events
import KeyStore
import Logging
import ManagementAPI
import Storage

/// Finds the signer of an issuing key, and has one made where there is none: one at a time for each key, so that many
/// requests which come at once do not make many.
actor OCSPSigners {
    let database: any Database
    let cas: CAService
    private let validity: WireDuration
    let logger: Logger
    private var waiting: [SignerName: [CheckedContinuation<Void, Never>]] = [:]

    /// Who the events of signers' certificates name.
    static let caller = Caller(actor: "ocsp-responder")
    /// Seconds until a renewal that failed is tried again.
    private static let retryAfter: Int64 = 60

    init(database: any Database, cas: CAService, validity: WireDuration, logger: Logger) {
        self.database = database
        self.cas = cas
        self.validity = validity
        self.logger = logger
    }

    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - known: looks whether somebody found it while we waited.
    ///   - found: told of it before the next one looks.
    func signer(
        for key: IssuingKey, at now: Int64, known: @Sendable () -> OCSPSigner?, found: @Sendable (OCSPSigner) -> Void
    ) async throws -> OCSPSigner {
        let name = SignerName(key)
        while waiting[name] != nil {
            await withCheckedContinuation { waiting[name, default: []].append($0) }
        }
        if let signer = known() { return signer }
        waiting[name] = []
        defer { for continuation in waiting.removeValue(forKey: name) ?? [] { continuation.resume() } }
        let signer = try await find(key, at: now)
        found(signer)
        return signer
    }

    private func find(_ key: IssuingKey, at now: Int64) async throws -> OCSPSigner {
        let name = SignerName(key)
        let stored = try await database.read { try $0.ocspSigner(name) }
        if let stored, stored.isFresh(at: now, under: key) {
            return try await open(stored, renewAt: stored.renewAt(under: key))
        }
        do {
            return try await issue(key, at: now)
        } catch {
            if let stored, stored.isUsable(at: now) {
                logger.warning(
                    "an OCSP signer is not renewed yet", metadata: ["ca": "\(key.caID)", "error": "\(error)"])
                return try await open(stored, renewAt: now + Self.retryAfter)
            }
            // A CA that may not sign certificates any more still tells of those that it signed.
            guard error is Refusal else { throw error }
            return try OCSPSigner(
                key: try await cas.signingKey(key), certificate: nil, renewAt: now + Self.retryAfter)
        }
    }

    /// Makes a signer. Where another server was faster, its signer is taken and ours is dropped.
    private func issue(_ key: IssuingKey, at now: Int64) async throws -> OCSPSigner {
        let name = SignerName(key)
        let signer = try await cas.issueOCSPSigner(under: key, validity: validity, by: Self.caller)
        let stored: StoredOCSPSigner?
        do {
            stored = try await database.write { tx in
                if let other = try tx.ocspSigner(name), other.isFresh(at: now, under: key) { return other }
                try tx.replaceOCSPSigner(name, by: signer)
                return try tx.ocspSigner(name)
            }
        } catch {
            await dropUnstored(signer, name)
            throw error
        }
        if stored?.keyID != signer.key.id { try? await cas.drop(signer) }
        await dropEndedKeys(at: Timestamp(seconds: now))
        guard let stored else { throw StorageError.unexpectedColumn("the OCSP signer that was stored is not there") }
        return try await open(stored, renewAt: stored.renewAt(under: key))
    }

    /// After an error, which at a commit may hide a commit: so it is looked up first.
    private func dropUnstored(_ signer: IssuedOCSPSigner, _ name: SignerName) async {
        guard let stored = try? await database.read({ [try $0.ocspSigner(name)?.keyID] }) else { return }
        if stored != [signer.key.id] { try? await cas.drop(signer) }
    }

    private func open(_ stored: StoredOCSPSigner, renewAt: Int64) async throws -> OCSPSigner {
        try OCSPSigner(
            key: try await cas.ocspSigningKey(stored.keyID), certificate: stored.certificate,
            renewAt: renewAt)
    }
}
