import Events
import PKIX
import Storage

/// How many certificates there are of one kind.
///
/// The numbers are kept in the transaction that changes them, and not counted when they are asked for: to count a million
/// certificates takes half a second, and an index that is good for counting costs each certificate that is stored four
/// times as much as its number does.
struct CertificateCount: Sendable, Hashable {
    let caID: String
    let status: CertificateStatus
    let keyType: String
    /// In which it ends.
    let month: CivilMonth
    var number: Int64

    static let columns: SQL = "ca_id, status, key_type, end_month, number"

    init(row: Row) throws {
        caID = try row.text(0)
        status = try row.wire(1)
        keyType = try row.text(2)
        month = CivilMonth(ordinal: try row.integer(3))
        number = try row.integer(4)
    }
}

extension Reading where Self: ~Copyable {
    /// All numbers that are not 0.
    func certificateCounts() throws -> [CertificateCount] {
        try query("SELECT \(CertificateCount.columns) FROM certificate_count WHERE number <> 0")
            .map { try CertificateCount(row: $0) }
    }
}

extension Transaction {
    /// Counts a certificate in, as one of a status, or out.
    func count(_ certificate: Certificate, as status: CertificateStatus, _ difference: Int) throws {
        let month = CivilMonth(of: certificate.notAfter)
        try execute(
            """
            INSERT INTO certificate_count (\(CertificateCount.columns)) VALUES (
                \(certificate.caID), \(status.rawValue), \(certificate.key.type), \(month.ordinal), \(difference))
            ON CONFLICT (ca_id, status, key_type, end_month)
            DO UPDATE SET number = certificate_count.number + excluded.number
            """)
    }

    /// Counts a certificate from the status that is stored to the one that it has now.
    func recount(_ certificate: Certificate) throws {
        let row = try first("SELECT status FROM certificate WHERE serial = \(certificate.serial.bytes)")
        guard let before: CertificateStatus = try row?.wire(0), before != certificate.status else { return }
        try count(certificate, as: before, -1)
        try count(certificate, as: certificate.status, 1)
    }
}
