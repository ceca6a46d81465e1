public import Events
public import ManagementAPI
import EventLog
import KeyStore
import PKIX
import Storage

extension CAService {
    /// Creates a root, or a CA below a parent.
    /// - Throws: `Refusal` that names the wrong member.
    public func create(_ body: CreateCABody, by caller: Caller) async throws -> CAPayload {
        let plan = try CreationPlan(body, engineID: keyStore.engineID, at: clock.now())
        let parent = try await parent(body.parentID, of: plan)
        let key = try await keyStore.generate(plan.key)
        do {
            return try await create(plan, with: key, under: parent, by: caller)
        } catch {
            await destroyUnused(key.id)
            throw error
        }
    }

    private func create(
        _ plan: CreationPlan, with key: any SigningKey, under parent: CertificateAuthority?, by caller: Caller
    ) async throws -> CAPayload {
        let ca = try await sign(plan, with: key, under: parent)
        let payload = try ca.payload()
        let event = try EventCatalog.caCreate.event(payload, about: ca.id, at: plan.time, by: caller)
        try await database.write { tx in
            if let parent { try tx.ensureMaySign(parent.id, at: plan.time, under: parent.serial) }
            try tx.ensureFree(caID: ca.id)
            try tx.insert(ca)
            tx.record(event)
        }
        return payload
    }

    private func parent(_ id: String?, of plan: CreationPlan) async throws -> CertificateAuthority? {
        let above = try await database.read { snapshot in
            try snapshot.ensureFree(caID: plan.id)
            return try id.map { try snapshot.lineage(ofCA: $0) }
        }
        guard let id, let above else { return nil }
        guard let parent = above.first else {
            throw Refusal.invalid("parent-not-found", at: "/parent_id", "There is no CA \"\(id)\".")
        }
        try parent.ensureMaySign(at: plan.time)
        guard plan.notAfter <= parent.notAfter.seconds else {
            throw Refusal.invalid(
                "validity-exceeds-parent", at: "/validity",
                "The CA would outlive its parent, which is valid until \(parent.notAfter).")
        }
        try PathRules(above: above).check(subject: plan.subject, pathLength: plan.pathLength)
        return parent
    }

    private func sign(
        _ plan: CreationPlan, with key: any SigningKey, under parent: CertificateAuthority?
    ) async throws -> CertificateAuthority {
        var generator = SystemRandomNumberGenerator()
        let serial = SerialNumber.fresh(atMilliseconds: plan.time.milliseconds, using: &generator)
        let unsigned = try CACertificate(
            subject: plan.subject, publicKeyInfoDER: key.publicKeyInfo, serial: serial,
            notBefore: parent.map { max($0.notBefore.seconds, plan.notBefore) } ?? plan.notBefore,
            notAfter: plan.notAfter, pathLength: plan.pathLength,
            extraExtensions: try plan.extensions + validationExtensions(of: parent, for: serial))
        let certificate = try await signed(unsigned, by: key, under: parent)
        let issuer = AuthorityIssuer(parent: parent, of: certificate)
        return CertificateAuthority(
            id: plan.id, certificate: certificate, issuer: issuer, type: .managed,
            key: HeldKey(id: key.id, engineID: keyStore.engineID), issuanceExpiration: plan.issuanceExpiration,
            metadata: plan.metadata, crlShards: plan.crlShards, at: plan.time, windows: configuration.windows)
    }
}

extension Reading where Self: ~Copyable {
    /// - Throws: `Refusal` where a CA has, had or will have this id.
    func ensureFree(caID id: String) throws {
        if let ca = try certificateAuthority(id) {
            guard ca.deletedAt == nil else {
                throw Refusal(
                    .conflict, "ca-id-used",
                    "A CA \"\(id)\" was deleted; what it issued is still on record, so choose another id.")
            }
            throw Refusal(.conflict, "ca-exists", "There is already a CA \"\(id)\".")
        }
        guard try first("SELECT 1 FROM ca_request WHERE id = \(id)") == nil else {
            throw Refusal(
                .conflict, "ca-requested",
                "The id \"\(id)\" is kept for a CA whose certificate was requested; choose another, or delete that request."
            )
        }
    }
}
