public import Events
public import ManagementAPI
import EventLog
import KeyStore
import PKIX
import Storage

extension CAService {
    /// Takes in a CA that was made elsewhere: with its key (IMPORTED), as the answer to a request of ours (MANAGED), or
    /// its certificate alone (EXTERNAL). Its parent is found among the CAs that are here, and those that it signed are
    /// put below it, in the same transaction.
    /// - Throws: `Refusal` that names the wrong member.
    public func importCA(_ body: ImportCABody, by caller: Caller) async throws -> CAPayload {
        let time = clock.now()
        let imported = try ImportedAuthority(body.certificate)
        let request = try await database.read { snapshot in
            try snapshot.ensureUnknown(imported)
            return try snapshot.request(withKeyHash: imported.keyHash)
        }
        guard let key = try await heldKey(of: imported, body, request, at: time) else {
            return try await store(imported, body, nil, .elsewhere, at: time, by: caller)
        }
        do {
            return try await store(imported, body, request, key, at: time, by: caller)
        } catch {
            if request == nil, let id = key.id { await destroyUnused(id) }
            throw error
        }
    }

    /// - Returns: nil where the certificate comes alone.
    private func heldKey(
        of imported: ImportedAuthority, _ body: ImportCABody, _ request: CARequest?, at time: Timestamp
    ) async throws -> HeldKey? {
        guard body.privateKey != nil || request != nil else { return nil }
        guard time <= imported.notAfter else {
            throw Refusal.invalid(
                "certificate-expired", at: "/certificate",
                "The certificate expired at \(imported.notAfter); an expired CA is imported without its key.")
        }
        if let request {
            guard body.privateKey == nil else {
                throw Refusal.invalid(
                    "key-not-wanted", at: "/private_key",
                    "The certificate answers the request \"\(request.id)\", whose key is here; send no private key.")
            }
            return HeldKey(id: request.keyID, engineID: request.engineID)
        }
        return try await importKey(body.privateKey, of: imported)
    }

    private func importKey(_ text: SecretPEM?, of imported: ImportedAuthority) async throws -> HeldKey? {
        guard let text else { return nil }
        let key: PrivateKey
        do {
            key = try PrivateKey(anyEncoding: Array(text.pem.utf8))
        } catch {
            throw Refusal.invalid("private-key-malformed", at: "/private_key", error.description)
        }
        guard key.publicKey.der == imported.certificate.publicKeyInfoDER else {
            throw Refusal.invalid(
                "private-key-mismatch", at: "/private_key", "The private key is not the one of the certificate.")
        }
        do {
            return HeldKey(id: try await keyStore.importKey(key).id, engineID: keyStore.engineID)
        } catch KeyStoreError.notAccepted(let kind) {
            throw Refusal.invalid(
                "key-not-supported", at: "/private_key", "The key store does not take keys of kind \(kind).")
        }
    }

    private func store(
        _ imported: ImportedAuthority, _ body: ImportCABody, _ request: CARequest?, _ key: HeldKey,
        at time: Timestamp, by caller: Caller
    ) async throws -> CAPayload {
        let id = try CreationPlan.id(body.id ?? request?.id)
        let issues = try Self.issuanceExpiration(body.issuanceExpiration, imported, key, at: time)
        let windows = configuration.windows
        let payload = try await database.write { tx in
            try tx.ensureUnknown(imported)
            if let request { try tx.consume(request) }
            try tx.ensureFree(caID: id)
            let ca = CertificateAuthority(
                id: id, certificate: imported.certificate,
                status: windows.status(notAfter: imported.notAfter, at: time),
                issuer: try tx.liveIssuer(of: imported),
                type: request != nil ? .managed : key.id != nil ? .imported : .external, key: key,
                issuanceExpiration: issues, metadata: body.metadata ?? [:], crlShards: 1, at: time, windows: windows)
            try tx.insert(ca)
            tx.record(try EventCatalog.caImport.event(try ca.payload(), about: id, at: time, by: caller))
            try tx.adoptOrphans(of: ca, at: time, by: caller)
            return try tx.existingCertificateAuthority(id).payload()
        }
        issuers.forgetAll()
        return payload
    }

    /// A year, and for what does not issue here its own end.
    private static func issuanceExpiration(
        _ wanted: Validity?, _ imported: ImportedAuthority, _ key: HeldKey, at time: Timestamp
    ) throws(Refusal) -> Validity {
        guard let wanted else { return key.id == nil ? .time(imported.notAfter) : .duration(.days(364)) }
        guard wanted.end(from: time) > time else {
            throw .invalid(
                "validity-not-possible", at: "/issuance_expiration", "What the CA issues would be expired at once.")
        }
        return wanted
    }
}

extension Reading where Self: ~Copyable {
    /// - Throws: `Refusal` where a CA has this key, now or before: one key is one CA.
    fileprivate func ensureUnknown(_ imported: ImportedAuthority) throws {
        guard let ca = try certificateAuthority(withKeyHash: imported.keyHash) else { return }
        guard ca.der != imported.certificate.der else {
            throw Refusal(.conflict, "ca-exists", "The certificate is that of CA \"\(ca.id)\".")
        }
        throw Refusal(
            .conflict, "ca-key-exists",
            "The key is that of CA \"\(ca.id)\"; a new certificate for it is given by reissuing that CA.")
    }

    /// - Throws: `Refusal` where the issuer is here and was revoked: that reached everything below it.
    func liveIssuer(of imported: ImportedAuthority) throws -> AuthorityIssuer {
        let issuer = try issuer(of: imported)
        guard let id = issuer.id, try statusOfCertificateAuthority(id) == .revoked else { return issuer }
        throw Refusal(
            .conflict, "issuer-revoked",
            "The certificate was issued by CA \"\(id)\", which is REVOKED, and all below it.")
    }
}
