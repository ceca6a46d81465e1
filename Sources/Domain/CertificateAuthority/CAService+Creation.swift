public import Events
public import ManagementAPI
import EventLog
import Foundation
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
        let ca = try await sign(plan, with: key, under: parent)
        let payload = try ca.payload()
        let event = try EventCatalog.caCreate.event(payload, about: ca.id, at: plan.time, by: caller)
        try await database.write { tx in
            if let parent { try tx.ensureMaySign(parent.id, at: plan.time) }
            guard try tx.certificateAuthority(ca.id) == nil else { throw Self.taken(ca.id) }
            try tx.insert(ca)
            tx.record(event)
        }
        return payload
    }

    private func parent(_ id: String?, of plan: CreationPlan) async throws -> CertificateAuthority? {
        let (existing, parent) = try await database.read { snapshot in
            let existing = try snapshot.certificateAuthority(plan.id)
            guard let id else { return (existing, nil as CertificateAuthority?) }
            return (existing, try snapshot.certificateAuthority(id))
        }
        if existing != nil { throw Self.taken(plan.id) }
        guard let id else { return nil }
        guard let parent else {
            throw Refusal.invalid("parent-not-found", at: "/parent_id", "There is no CA \"\(id)\".")
        }
        try parent.ensureMaySign(at: plan.time)
        guard plan.notAfter <= parent.notAfter.seconds else {
            throw Refusal.invalid(
                "validity-exceeds-parent", at: "/validity",
                "The CA would outlive its parent, which is valid until \(parent.notAfter).")
        }
        return parent
    }

    private func sign(
        _ plan: CreationPlan, with key: any SigningKey, under parent: CertificateAuthority?
    ) async throws -> CertificateAuthority {
        var generator = SystemRandomNumberGenerator()
        let serial = SerialNumber.random(using: &generator)
        let certificate = try CACertificate(
            subject: plan.subject, publicKeyInfoDER: key.publicKeyInfo, serial: serial,
            notBefore: parent.map { max($0.notBefore.seconds, plan.notBefore) } ?? plan.notBefore,
            notAfter: plan.notAfter, pathLength: nil,
            extraExtensions: try parent.map {
                try ValidationExtensions(configuration.validationPoints(), issuer: $0).all(for: serial)
            } ?? [])
        let unsigned: UnsignedCertificate
        let signer: any SigningKey
        if let parent {
            signer = try await issuers.signingKey(of: parent)
            unsigned = certificate.issued(by: try ParsedCertificate(der: parent.der), signer.signatureAlgorithm)
        } else {
            signer = key
            unsigned = certificate.selfSigned(signer.signatureAlgorithm)
        }
        let der = unsigned.signed(try await signer.sign(unsigned.tbs))
        let parsed = try ParsedCertificate(der: der)
        return CertificateAuthority(
            id: plan.id, parentID: parent?.id, commonName: plan.subject.commonName ?? "", status: .active,
            type: .managed, engineID: keyStore.engineID, keyID: key.id,
            key: KeyMetadata(type: plan.key.type, bits: plan.key.bits), serial: serial,
            issuerSerial: parent?.serial ?? serial, der: der, notBefore: Timestamp(seconds: certificate.notBefore),
            notAfter: Timestamp(seconds: certificate.notAfter), revocation: nil,
            issuanceExpiration: plan.issuanceExpiration, metadata: plan.metadata, createdAt: plan.time,
            keyGeneration: 0, issuerKey: parent?.keyGeneration ?? 0, crlShards: 1, keyIdentifier: parsed.subjectKeyIdentifier ?? [],
            issuerKeyIdentifier: parsed.authorityKeyIdentifier,
            dueAt: configuration.windows.due(.active, notAfter: Timestamp(seconds: certificate.notAfter)))
    }

    private static func taken(_ id: String) -> Refusal {
        Refusal(.conflict, "ca-exists", "There is already a CA \"\(id)\".")
    }
}
