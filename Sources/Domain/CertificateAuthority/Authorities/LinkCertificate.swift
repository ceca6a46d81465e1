public import ManagementAPI
public import Storage
import Events
import PKIX

/// A certificate by which two keys of a CA vouch for each other (RFC 4210, section 4.4).
struct LinkCertificate: Sendable, Hashable {
    enum Kind: String, Sendable {
        case oldWithNew = "OLD_WITH_NEW"
        case newWithOld = "NEW_WITH_OLD"
    }

    let kind: Kind
    /// The new key's.
    let keyGeneration: Int
    let certificate: ParsedCertificate

    init(_ kind: Kind, _ keyGeneration: Int, _ certificate: ParsedCertificate) {
        self.kind = kind
        self.keyGeneration = keyGeneration
        self.certificate = certificate
    }
}

extension Transaction {
    func insert(_ link: LinkCertificate, ofCA id: String, at time: Timestamp) throws {
        let certificate = link.certificate
        try execute(
            """
            INSERT INTO ca_link (ca_id, key_generation, kind, serial, certificate, not_before, not_after, created_at)
            VALUES (\(id), \(link.keyGeneration), \(link.kind.rawValue), \(certificate.serial.bytes), \(certificate.der),
                \(certificate.notBefore * 1000), \(certificate.notAfter * 1000), \(time.milliseconds))
            """)
    }
}

extension Reading where Self: ~Copyable {
    /// The certificates that link the keys of a CA, newest key first, DER; nothing where it was deleted.
    public func links(ofCA id: String) throws -> [[UInt8]] {
        try query(
            """
            SELECT l.certificate FROM ca_link l JOIN ca c ON c.id = l.ca_id
            WHERE l.ca_id = \(id) AND c.deleted_at IS NULL ORDER BY l.key_generation DESC, l.kind
            """
        ).map { try $0.bytes(0) }
    }

    fileprivate func linkPayloads(ofCA id: String) throws -> [AuthorityCertificatePayload] {
        try query(
            """
            SELECT kind, key_generation, serial, certificate, not_before, not_after, created_at FROM ca_link
            WHERE ca_id = \(id) ORDER BY key_generation DESC, kind
            """
        ).map { row in
            AuthorityCertificatePayload(
                kind: try row.text(0) == LinkCertificate.Kind.oldWithNew.rawValue ? .oldWithNew : .newWithOld,
                keyGeneration: Int(try row.integer(1)), serialNumber: try SerialNumber(bytes: try row.bytes(2)).hex,
                certificate: EncodedPEM(certificate: try row.bytes(3)),
                validFrom: Timestamp(milliseconds: try row.integer(4)),
                validTo: Timestamp(milliseconds: try row.integer(5)),
                creationTime: Timestamp(milliseconds: try row.integer(6)))
        }
    }
}

extension CAService {
    /// Every certificate that a CA has had, the present one first, then those that link its keys. Also of a CA that was
    /// deleted.
    /// - Throws: `Refusal` where there never was such a CA.
    public func certificateHistory(ofCA id: String) async throws -> [AuthorityCertificatePayload] {
        let (own, links) = try await database.read { snapshot in
            let own = try snapshot.authorityCertificates(ofCA: id)
            guard !own.isEmpty else { throw Refusal.notFound("ca", id) }
            return (own, try snapshot.linkPayloads(ofCA: id))
        }
        let present = own.map(\.number).max()
        return own.reversed().map { $0.payload(isCurrent: $0.number == present) } + links
    }
}

extension AuthorityCertificate {
    fileprivate func payload(isCurrent: Bool) -> AuthorityCertificatePayload {
        AuthorityCertificatePayload(
            kind: isCurrent ? .current : .former, keyGeneration: keyGeneration, serialNumber: serial.hex,
            certificate: EncodedPEM(certificate: der), validFrom: notBefore, validTo: notAfter, creationTime: createdAt)
    }
}
