import CertificateAuthority
import Events
import ManagementAPI
import PKIX
import Storage

/// Whether a TLS client certificate may enrol devices of a DMS (contract/est.md, "Bootstrap").
struct BootstrapAuthentication: Sendable {
    let dms: DMS
    let time: Timestamp

    /// A client whose chain was found good.
    struct Client: Sendable {
        /// From its certificate up to the one below the bootstrap CA.
        fileprivate let path: [ParsedCertificate]
        fileprivate let bootstrapCA: String
        /// Identifies it in events.
        let actor: String
    }

    /// - Parameter presented: what the TLS session presented, leaf first.
    /// - Throws: `Refusal` that says why not.
    func authenticate(
        _ presented: [[UInt8]], from reader: borrowing some Reading & ~Copyable
    ) throws -> Client {
        let chain = try parse(presented)
        guard let leaf = chain.first else {
            throw Self.refusal(
                "client-certificate-missing", "Present a certificate of a bootstrap CA of DMS \"\(dms.name)\" in TLS.")
        }
        let anchors = try bootstrapCAs(from: reader)
        let path: [ParsedCertificate]
        do {
            let level = dms.enrollment.chainValidationLevel
            path = try ChainValidation().validate(
                leaf: leaf, intermediates: Array(chain.dropFirst()), anchors: anchors.map(\.certificate),
                at: time.seconds, maxIssuers: level == -1 ? nil : level, requireClientAuth: true)
        } catch {
            throw Self.refusal(Self.refusedCode, error.description)
        }
        guard let anchor = anchors.first(where: { $0.certificate == path.last }) else {
            throw Self.refusal(Self.refusedCode, "The chain does not end in a bootstrap CA of DMS \"\(dms.name)\".")
        }
        let client = Client(
            path: path.dropLast(), bootstrapCA: anchor.id, actor: "est:\(leaf.serial.hex)")
        try Self.ensureNotRevoked(client, on: reader)
        return client
    }

    static let refusedCode = "client-certificate-refused"

    private struct Anchor {
        let id: String
        let certificate: ParsedCertificate
    }

    private func parse(_ presented: [[UInt8]]) throws(Refusal) -> [ParsedCertificate] {
        var chain: [ParsedCertificate] = []
        for der in presented {
            do {
                chain.append(try ParsedCertificate(der: der))
            } catch {
                throw Self.refusal("client-certificate-malformed", error.description)
            }
        }
        return chain
    }

    private func bootstrapCAs(from reader: borrowing some Reading & ~Copyable) throws -> [Anchor] {
        var anchors: [Anchor] = []
        for id in dms.enrollment.bootstrapCAs {
            // One for each key that the CA has had: a rekey leaves what it issued before valid. None if it was deleted.
            for certificate in try reader.anchors(ofCA: id) {
                anchors.append(Anchor(id: id, certificate: try ParsedCertificates.parse(certificate)))
            }
        }
        return anchors
    }

    /// Every certificate of the path was issued here and is on record: one that is not is no certificate of ours,
    /// whatever its signature says.
    static func ensureNotRevoked(_ client: Client, on reader: borrowing some Reading & ~Copyable) throws {
        guard let status = try reader.statusOfCertificateAuthority(client.bootstrapCA) else {
            throw Refusal.notFound("ca", client.bootstrapCA)
        }
        try ensureLive(status, "The bootstrap CA \"\(client.bootstrapCA)\"")
        for certificate in client.path {
            let name = "The certificate \(certificate.serial.hex)"
            if certificate.isCA {
                guard
                    let ca = try reader.certificateAuthority(
                        withCertificate: certificate.der, serial: certificate.serial)
                else { throw unknown(name) }
                try ensureLive(ca.status, "The CA \"\(ca.id)\"")
            } else {
                guard let status = try reader.statusOfCertificate(certificate.serial, der: certificate.der) else {
                    throw unknown(name)
                }
                try ensureLive(status, name)
            }
        }
    }

    private static func ensureLive(_ status: CertificateStatus, _ what: String) throws(Refusal) {
        if status.isLive { return }
        throw refusal("client-certificate-\(status.rawValue.lowercased())", "\(what) is \(status.rawValue).")
    }

    private static func unknown(_ name: String) -> Refusal {
        refusal("client-certificate-unknown", "\(name) was not issued here: it is not on record.")
    }

    private static func refusal(_ code: String, _ sentence: String) -> Refusal {
        Refusal(.unauthenticated, code, sentence)
    }
}
