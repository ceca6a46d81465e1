import Storage

/// What is live below a CA. Each statement stops at its limit, and reads an index that holds nothing else.
enum LiveTable {
    static func certificates(ofCA caID: String, limit: Int) -> SQL {
        """
        SELECT \(Certificate.columns) FROM certificate
        WHERE ca_id = \(caID) AND status NOT IN ('EXPIRED', 'REVOKED') ORDER BY created_at, serial LIMIT \(limit)
        """
    }

    static func children(ofCA caID: String, limit: Int) -> SQL {
        """
        SELECT \(CertificateAuthority.columns) FROM ca
        WHERE parent_id = \(caID) AND status NOT IN ('EXPIRED', 'REVOKED') ORDER BY created_at, id LIMIT \(limit)
        """
    }

    /// The live certificates and CAs at and below a CA.
    static func count(atAndBelow caID: String, limit: Int) -> SQL {
        """
        \(below(caID)) SELECT COUNT(*) FROM (
            SELECT 1 FROM below JOIN certificate ON certificate.ca_id = below.id
            WHERE certificate.status NOT IN ('EXPIRED', 'REVOKED')
            UNION ALL SELECT 1 FROM below LIMIT \(limit)) AS live
        """
    }

    /// The live CAs at and below a CA; a circle ends where it began.
    static func below(_ caID: String) -> SQL {
        """
        WITH RECURSIVE below (id) AS (
            SELECT id FROM ca WHERE id = \(caID) AND status NOT IN ('EXPIRED', 'REVOKED')
            UNION SELECT ca.id FROM below JOIN ca ON ca.parent_id = below.id
            WHERE ca.status NOT IN ('EXPIRED', 'REVOKED'))
        """
    }
}

extension Reading where Self: ~Copyable {
    /// The live certificates of a CA, oldest first.
    func liveCertificates(ofCA caID: String, limit: Int) throws -> [Certificate] {
        try query(LiveTable.certificates(ofCA: caID, limit: limit)).map(Certificate.init(row:))
    }

    func liveChildren(ofCA caID: String, limit: Int) throws -> [CertificateAuthority] {
        try query(LiveTable.children(ofCA: caID, limit: limit)).map(CertificateAuthority.init(row:))
    }

    /// How many certificates and CAs are live at and below a CA, the CA itself among them.
    /// - Parameter limit: counting stops there.
    func liveCount(atAndBelow caID: String, limit: Int = .max) throws -> Int {
        Int(try first(LiveTable.count(atAndBelow: caID, limit: limit))?.integer(0) ?? 0)
    }

    /// Whether anything at or below a CA is being revoked in a series.
    func isAnyClosing(atOrBelow caID: String) throws -> Bool {
        try first(
            """
            \(LiveTable.below(caID)) SELECT 1 FROM below JOIN ca ON ca.id = below.id
            WHERE ca.closing_at IS NOT NULL LIMIT 1
            """) != nil
    }
}
