import Events
import Storage

/// What the expiry monitor looks for. Only what has a transition before it stands in the two indices, so a look costs the
/// same whether there are a thousand certificates or a million.
enum DueTable {
    static let nextCertificate: SQL = "SELECT MIN(due_at) FROM certificate WHERE due_at IS NOT NULL"
    static let nextCA: SQL = "SELECT MIN(due_at) FROM ca WHERE due_at IS NOT NULL"

    static func certificates(_ now: Timestamp, limit: Int) -> SQL {
        """
        SELECT \(Certificate.columns) FROM certificate WHERE due_at <= \(now.milliseconds)
        ORDER BY due_at LIMIT \(limit)
        """
    }

    static func cas(_ now: Timestamp, limit: Int) -> SQL {
        """
        SELECT \(CertificateAuthority.columns) FROM ca WHERE due_at <= \(now.milliseconds)
        ORDER BY due_at LIMIT \(limit)
        """
    }
}

extension Reading where Self: ~Copyable {
    /// The moment of the next transition of any CA or certificate; nil where none is left.
    func nextDue() throws -> Timestamp? {
        let certificate = try first(DueTable.nextCertificate)?.timeOrNull(0)
        let ca = try first(DueTable.nextCA)?.timeOrNull(0)
        return [certificate, ca].compactMap { $0 }.min()
    }
}
