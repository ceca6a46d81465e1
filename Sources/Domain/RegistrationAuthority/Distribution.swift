import CertificateAuthority
import Events
import PKIX
import Storage

extension Reading where Self: ~Copyable {
    /// The CA certificates that the devices of a DMS are told to trust (RFC 7030, section 4.1.3), DER, each once: of a cloud
    /// DMS what `ca_distribution_settings` says, of a remote one its authorised CAs. Every CA comes with those above it.
    /// - Parameters:
    ///   - downstream: the CAs of this server's own EST listener, DER.
    ///   - time: what had ended by then is left out, unless an operator gave it.
    func distribution(of dms: DMS, downstream: [[UInt8]], at time: Timestamp) throws -> [[UInt8]] {
        var certificates = try dms.distributedCAs.flatMap { try chain(ofCA: $0, at: time) }
        if case .cloud(let profile) = dms.kind {
            let settings = profile.caDistributionSettings
            certificates += try settings.staticCAs.flatMap { try $0.certificates() }
            if settings.includeDownstreamCA { certificates += downstream }
        }
        var seen: Set<[UInt8]> = []
        return certificates.filter { seen.insert($0).inserted }
    }

    /// A CA that was rekeyed has a certificate for each of its keys, for what an older one signed is still about, and those
    /// that link the keys: so a device that knows one root only, whichever, gets from there to the others.
    func chain(ofCA id: String, at time: Timestamp) throws -> [[UInt8]] {
        try authorities(upFrom: id).flatMap { ca in try anchors(ofCA: ca.id) + links(ofCA: ca.id) }
            .filter { try ParsedCertificates.parse($0).notAfter >= time.seconds }
    }

    /// A CA and all that certified one of its keys, itself first. Nobody shall trust one that was revoked, and one that was
    /// deleted is not here any more.
    private func authorities(upFrom id: String) throws -> [CertificateAuthority] {
        var found: [CertificateAuthority] = []
        var (waiting, seen) = ([id], Set<String>())
        while let id = waiting.first {
            waiting.removeFirst()
            guard seen.insert(id).inserted, let ca = try certificateAuthority(id), ca.deletedAt == nil else { continue }
            if ca.status != .revoked { found.append(ca) }
            // An outside CA may have certified it before, and another one now.
            let former = try authorityCertificates(ofCA: id).reversed().compactMap(\.issuerID)
            waiting += [ca.parentID].compactMap(\.self) + former
        }
        return found
    }
}

extension DMS {
    /// The ids of the CAs to hand out, as they are named.
    fileprivate var distributedCAs: [String] {
        switch kind {
        case .cloud(let profile):
            let (settings, enrollment) = (profile.caDistributionSettings, profile.enrollmentSettings)
            return (settings.includeAuthorizedCA ? [enrollment.authorizedCA] : [])
                + (settings.includeBootstrapCAs ? enrollment.bootstrapCAs : []) + settings.managedCAs
        case .remote(let identity):
            return identity.authorizedCAs
        }
    }
}

extension StaticCA {
    /// All that its text holds, DER: a CA may be given with its chain.
    /// - Throws: `PKIXError`.
    func certificates() throws(PKIXError) -> [[UInt8]] {
        var certificates: [[UInt8]] = []
        for block in try PEM.decode(Array(certificate.pem.utf8), label: "CERTIFICATE") {
            certificates.append(try ParsedCertificates.parse(block.der).der)
        }
        return certificates
    }
}
