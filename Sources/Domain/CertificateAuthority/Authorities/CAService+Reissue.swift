public import Events
public import ManagementAPI
import EventLog
import KeyStore
import PKIX
import Storage

extension CAService {
    /// Gives a CA a new certificate for the key that it has. Its id stays, what it issued stays valid, and a CA that was
    /// nearing its end is ACTIVE again. For a CA that somebody else certifies, the body brings that certificate.
    /// - Throws: `Refusal`.
    public func reissue(ca id: String, _ body: ReissueCABody, by caller: Caller) async throws -> CAPayload {
        let renewal = try await renewal(ofCA: id, body.validity, isCertified: body.certificate != nil)
        if let text = body.certificate { return try await install(text, renewal, by: caller) }
        guard renewal.notAfter >= renewal.ca.notAfter.seconds else {
            throw Refusal.invalid(
                "validity-shorter", at: "/validity",
                "CA \"\(id)\" is valid until \(renewal.ca.notAfter); a reissue cannot end before that, for what it issued "
                    + "would outlive it.")
        }
        let key = try await issuers.signingKey(of: renewal.ca)
        let certificate = try await certificate(renewal, of: key)
        var ca = renewal.ca
        ca.replaceCertificate(
            by: certificate, issuer: AuthorityIssuer(parent: renewal.parent, of: certificate),
            windows: configuration.windows)
        return try await store(ca, replacing: renewal, links: [], by: caller)
    }

    /// Gives a CA a new key, with a certificate for it and the two that link it with the old one (RFC 4210, section 4.4).
    /// Its id stays, and what the old key signed stays valid: that key goes on to sign the lists of what it issued.
    /// - Throws: `Refusal`.
    public func rekey(ca id: String, _ body: RekeyCABody, by caller: Caller) async throws -> CAPayload {
        let renewal = try await renewal(ofCA: id, body.validity)
        let old = try await issuers.signingKey(of: renewal.ca)
        let new = try await keyStore.generate(try body.key.map(CreationPlan.key) ?? old.specification)
        do {
            let certificate = try await certificate(renewal, of: new)
            var ca = renewal.ca
            ca.keyGeneration += 1
            ca.keyID = new.id
            ca.key = KeyMetadata(certificate.key)
            ca.replaceCertificate(
                by: certificate, issuer: AuthorityIssuer(parent: renewal.parent, of: certificate),
                windows: configuration.windows)
            let links = try await links(from: renewal, old, to: certificate, new, generation: ca.keyGeneration)
            return try await store(ca, replacing: renewal, links: links, by: caller)
        } catch {
            await destroyUnused(new.id)
            throw error
        }
    }

    private func certificate(_ renewal: Renewal, of key: any SigningKey) async throws -> ParsedCertificate {
        var generator = SystemRandomNumberGenerator()
        let serial = SerialNumber.fresh(atMilliseconds: renewal.time.milliseconds, using: &generator)
        // Where the parent vouches for it may have changed, by a rekey of the parent for one.
        let omitted: Set<OID> =
            renewal.parent == nil ? [] : [.crlDistributionPoints, .freshestCRL, .authorityInfoAccess]
        let certificate = try CACertificate(
            renewing: try ParsedCertificate(der: renewal.ca.der), publicKeyInfoDER: key.publicKeyInfo, serial: serial,
            notBefore: renewal.notBefore, notAfter: renewal.notAfter,
            replacing: try validationExtensions(of: renewal.parent, for: serial), omitting: omitted)
        return try await signed(certificate, by: key, under: renewal.parent)
    }

    private func links(
        from renewal: Renewal, _ old: any SigningKey, to certificate: ParsedCertificate, _ new: any SigningKey,
        generation: Int
    ) async throws -> [LinkCertificate] {
        var generator = SystemRandomNumberGenerator()
        let now = renewal.time.milliseconds
        let pair = try LinkCertificates(
            old: try ParsedCertificate(der: renewal.ca.der), new: certificate,
            serials: (.fresh(atMilliseconds: now, using: &generator), .fresh(atMilliseconds: now, using: &generator)))
        let oldWithNew = pair.oldWithNew.signed(try await new.sign(pair.oldWithNew.tbs))
        let newWithOld = pair.newWithOld.signed(try await old.sign(pair.newWithOld.tbs))
        return [
            LinkCertificate(.oldWithNew, generation, try ParsedCertificate(der: oldWithNew)),
            LinkCertificate(.newWithOld, generation, try ParsedCertificate(der: newWithOld)),
        ]
    }

    /// Stores a CA with its new certificate.
    func store(
        _ ca: CertificateAuthority, replacing renewal: Renewal, links: [LinkCertificate], by caller: Caller
    ) async throws -> CAPayload {
        let payload = try ca.payload()
        let before = renewal.ca
        var events = [try EventCatalog.caUpdateMetadata.event(payload, about: ca.id, at: renewal.time, by: caller)]
        if ca.status != before.status {
            events.append(try EventCatalog.caUpdateStatus.event(payload, about: ca.id, at: renewal.time, by: caller))
        }
        try await database.write { [events] tx in
            // Neither the CA nor its parent may have changed since they were read, for the signature is by what they were.
            try tx.ensureMaySign(ca.id, at: renewal.time, under: before.serial)
            if let parent = renewal.parent {
                try tx.ensureMaySign(parent.id, at: renewal.time, under: parent.serial)
            }
            try tx.updateCertificate(of: ca)
            try tx.insertCertificate(of: ca, at: renewal.time)
            for link in links { try tx.insert(link, ofCA: ca.id, at: renewal.time) }
            for event in events { tx.record(event) }
        }
        issuers.forgetAll()
        return payload
    }
}
