public import PKIX
public import Storage
import Events

/// What the validation authority says of a certificate.
public enum CertificateStanding: Sendable, Hashable {
    /// It was issued, and is not revoked. It may have expired.
    case good
    /// Revoked, or on hold.
    case revoked(Revocation)
    /// This key never signed a certificate with that serial number.
    case unknown
}

extension Reading where Self: ~Copyable {
    /// The standing of what has this serial number among the certificates that this key signed: of a leaf, of a CA below
    /// it, or of a root by itself, of a link between two keys of the CA. Three look-ups by index at most.
    public func standing(of serial: SerialNumber, under key: IssuingKey) throws -> CertificateStanding {
        let leaf = try first(
            """
            SELECT status, revoked_at, revocation_reason FROM certificate
            WHERE serial = \(serial.bytes) AND ca_id = \(key.caID) AND issuer_key = \(key.generation)
            """)
        if let leaf { return try CertificateStanding(row: leaf) }
        let ca = try first(
            """
            SELECT c.status, c.revoked_at, c.revocation_reason FROM ca_certificate h JOIN ca c ON c.id = h.ca_id
            WHERE h.serial = \(serial.bytes) AND h.issuer_key = \(key.generation)
                AND (h.issuer_id = \(key.caID) OR (h.ca_id = \(key.caID) AND h.issuer_serial = h.serial))
            """)
        if let ca { return try CertificateStanding(row: ca) }
        let link = try first(
            """
            SELECT c.status, c.revoked_at, c.revocation_reason FROM ca_link l JOIN ca c ON c.id = l.ca_id
            WHERE l.serial = \(serial.bytes) AND l.ca_id = \(key.caID) AND \(LinkStanding.issuerKey) = \(key.generation)
            """)
        return try link.map { try CertificateStanding(row: $0) } ?? .unknown
    }
}

extension CertificateStanding {
    /// - Parameter row: status, time and reason of the revocation.
    fileprivate init(row: Row) throws {
        let status: CertificateStatus = try row.wire(0)
        guard status == .revoked else {
            self = .good
            return
        }
        guard let revocation = try Revocation(row: row, time: 1, reason: 2) else {
            throw StorageError.unexpectedColumn("a revoked certificate has no time of revocation")
        }
        self = .revoked(revocation)
    }
}
