public import ManagementAPI
import Events
import Storage

extension CAService {
    /// How many CAs and certificates there are, of which kinds. Its cost follows the number of kinds, not of certificates.
    public func statistics() async throws -> StatsBody {
        try await database.read { snapshot in
            StatsBody(
                certificates: .init(try snapshot.certificateCounts()), cas: try snapshot.authorityCounts())
        }
    }
}

extension Reading where Self: ~Copyable {
    fileprivate func authorityCounts() throws -> StatsBody.Authorities {
        let rows = try query("SELECT status, type, COUNT(*) FROM ca WHERE deleted_at IS NULL GROUP BY status, type")
        var statuses = CertificateStatus.noneOfEach
        var types = CertificateType.noneOfEach
        for row in rows {
            statuses[try row.text(0), default: 0] += try row.integer(2)
            types[try row.text(1), default: 0] += try row.integer(2)
        }
        return .init(byStatus: statuses, byType: types)
    }
}

extension StatsBody.Certificates {
    fileprivate init(_ counts: [CertificateCount]) {
        var statuses = CertificateStatus.noneOfEach
        var cas: [String: Int64] = [:]
        var keyTypes: [String: Int64] = [:]
        var months: [CivilMonth: Int64] = [:]
        for count in counts {
            statuses[count.status.rawValue, default: 0] += count.number
            cas[count.caID, default: 0] += count.number
            keyTypes[count.keyType, default: 0] += count.number
            if count.status.isLive { months[count.month, default: 0] += count.number }
        }
        let named = Dictionary(months.map { ($0.key.description, $0.value) }) { first, _ in first }
        self.init(byStatus: statuses, byCA: cas, byKeyType: keyTypes, byExpiryMonth: named)
    }
}

extension CaseIterable where Self: RawRepresentable<String> {
    fileprivate static var noneOfEach: [String: Int64] {
        Dictionary(allCases.map { ($0.rawValue, 0) }) { first, _ in first }
    }
}
