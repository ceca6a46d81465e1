import CertificateAuthority
import Events
import KeyStore
import PKIX

/// Makes the lists of a plan, ready to be stored.
struct CRLDraft: Sendable {
    let facts: CRLFacts
    let signer: any SigningKey
    let points: ValidationPoints?
    let configuration: CRLConfiguration
    let time: Timestamp

    /// One list, or a complete one and a delta of the same number.
    func lists(_ plan: CRLPlan) async throws -> [PublishedCRL] {
        let template = try template(plan)
        let entries = facts.entries(of: plan.series)
        var lists: [PublishedCRL] = []
        if plan.publication.isComplete {
            let end = plan.isLast ? Self.noEnd : (plan.next.scheduledUpdate ?? time) + configuration.validity
            lists.append(try await list(plan, template, base: nil, until: end, entries))
        }
        if plan.publication.hasDelta, let validity = configuration.deltaValidity {
            let older = plan.olderBase == nil ? entries : try facts.baseEntries()
            let delta = DeltaEntries(of: entries, since: older, released: facts.released)
            lists.append(
                try await list(
                    plan, template, base: plan.next.deltaBase ?? plan.next.number, until: time + validity,
                    delta.entries))
        }
        return lists
    }

    private func list(
        _ plan: CRLPlan, _ template: CRLTemplate, base: Int64?, until end: Timestamp, _ entries: [CRLEntry]
    ) async throws -> PublishedCRL {
        let number = plan.next.number
        let unsigned = template.unsigned(
            number: CRLNumber(UInt64(number)), base: base.map { CRLNumber(UInt64($0)) }, thisUpdate: time.seconds,
            nextUpdate: end.seconds, entries: CRLEntries(entries))
        let der = unsigned.signed(try await signer.sign(unsigned.tbs))
        return PublishedCRL(
            scope: plan.series.scope, kind: base == nil ? .complete : .delta, number: number, baseNumber: base,
            thisUpdate: Timestamp(seconds: time.seconds), nextUpdate: Timestamp(seconds: end.seconds),
            entryCount: entries.count,
            isScheduled: plan.publication.isScheduled && base == nil, der: der)
    }

    private func template(_ plan: CRLPlan) throws -> CRLTemplate {
        let key = facts.key
        let certificate = try ParsedCertificate(der: key.certificate)
        // Where there are parts, a certificate names its part, and the whole list, which none names, needs no point. Who
        // asks for a list about every certificate of a chain looks at the root's, too, which names none: to openssl
        // (`-crl_check_all`; nginx, where it is given a CRL) a root's list with a point would be of another scope.
        let isNamed = plan.series.scope.shard != nil || (key.crlShards <= 1 && !certificate.selfIssued)
        let uris = isNamed ? plan.next.points : []
        let delta = plan.publication.hasDelta ? points?.deltaCRL(ofCA: key.caID, key: key.generation) : nil
        return try CRLTemplate(
            issuerNameDER: certificate.subject.der, signatureAlgorithm: signer.signatureAlgorithm,
            authorityKeyIdentifier: certificate.subjectKeyIdentifier
                ?? Extension.keyIdentifier(ofBits: certificate.publicKey.bits),
            issuingDistributionPoint: uris.isEmpty ? nil : IssuingDistributionPoint(uris: uris),
            freshestCRL: delta.map { [$0] } ?? [])
    }

    /// 9999-12-31T23:59:59Z.
    private static let noEnd = Timestamp(seconds: 253_402_300_799)
}
