public import Events
public import PKIX
public import Storage

/// A certificate that a key of a CA vouched for, and does no more.
public struct RevokedCertificate: Sendable, Hashable {
    public let serial: SerialNumber
    public let revocation: Revocation
    public let notAfter: Timestamp
}

/// A certificate that was taken off hold.
public struct ReleasedCertificate: Sendable, Hashable {
    public let serial: SerialNumber
    public let releasedAt: Timestamp
}

/// What decides whether a list must tell of a certificate, and which.
public struct CRLStanding: Sendable, Hashable {
    public let caID: String
    /// Which key of the CA signed it.
    public let issuerKey: Int
    public let status: CertificateStatus
    /// When a hold was last released.
    public let releasedAt: Timestamp?
}

extension Reading where Self: ~Copyable {
    /// What is revoked of a key of a CA: certificates, every certificate of the CAs below it, and, where the CA itself is
    /// revoked, the links between its keys. By an index that holds
    /// every column.
    /// - Parameter end: those that ran out before are left out; nil for all.
    public func revokedCertificates(
        ofCA caID: String, key: Int, endingFrom end: Timestamp? = nil
    ) throws -> [RevokedCertificate] {
        let end = end?.milliseconds ?? .min
        let certificates = try query(Self.revoked(caID, key, end))
        let subordinates = try query(
            """
            SELECT h.serial, c.revoked_at, c.revocation_reason, h.not_after
            FROM ca_certificate h JOIN ca c ON c.id = h.ca_id
            WHERE h.issuer_id = \(caID) AND h.issuer_key = \(key) AND c.status = 'REVOKED' AND h.not_after >= \(end)
            """)
        let links = try query(
            """
            SELECT l.serial, c.revoked_at, c.revocation_reason, l.not_after FROM ca_link l JOIN ca c ON c.id = l.ca_id
            WHERE l.ca_id = \(caID) AND \(LinkStanding.issuerKey) = \(key) AND c.status = 'REVOKED'
                AND l.not_after >= \(end)
            """)
        var all: [RevokedCertificate] = []
        all.reserveCapacity(certificates.count + subordinates.count + links.count)
        for row in certificates { if let each = try RevokedCertificate(row: row) { all.append(each) } }
        for row in subordinates { if let each = try RevokedCertificate(row: row) { all.append(each) } }
        for row in links { if let each = try RevokedCertificate(row: row) { all.append(each) } }
        return all
    }

    /// What was taken off hold since.
    public func releasedCertificates(
        ofCA caID: String, key: Int, since time: Timestamp
    ) throws -> [ReleasedCertificate] {
        try query(
            """
            SELECT serial, released_at FROM certificate
            WHERE ca_id = \(caID) AND issuer_key = \(key) AND released_at IS NOT NULL
                AND released_at >= \(time.milliseconds)
            """
        ).map {
            ReleasedCertificate(
                serial: try SerialNumber(bytes: try $0.bytes(0)),
                releasedAt: Timestamp(milliseconds: try $0.integer(1)))
        }
    }

    public func crlStanding(ofCertificate serial: SerialNumber) throws -> CRLStanding? {
        try first("SELECT ca_id, issuer_key, status, released_at FROM certificate WHERE serial = \(serial.bytes)").map {
            CRLStanding(
                caID: try $0.text(0), issuerKey: Int(try $0.integer(1)), status: try $0.wire(2),
                releasedAt: try $0.timeOrNull(3))
        }
    }

    /// Stands here for the test of its plan.
    package static func revoked(_ caID: String, _ key: Int, _ end: Int64) -> SQL {
        """
        SELECT serial, revoked_at, revocation_reason, not_after FROM certificate
        WHERE ca_id = \(caID) AND issuer_key = \(key) AND status = 'REVOKED' AND not_after >= \(end)
        """
    }
}

extension RevokedCertificate {
    fileprivate init?(row: Row) throws {
        guard let revocation = try Revocation(row: row, time: 1, reason: 2) else { return nil }
        serial = try SerialNumber(bytes: try row.bytes(0))
        self.revocation = revocation
        notAfter = Timestamp(milliseconds: try row.integer(3))
    }
}
