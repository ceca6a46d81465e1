public import Events
import CertificateAuthority
import Storage

/// How the publishing of lists stands.
public struct CRLMeasurements: Sendable, Hashable {
    /// How many lists are due and not published yet, on whichever server.
    public let dueCount: Int
    /// For how long the first of them has been due; zero where none is.
    public let oldestDue: WireDuration
    /// When the newest list of all was made; nil before the first.
    public let lastPublished: Timestamp?

    static let migration = Migration("validation-authority/003-crl-published") { _ in
        ["CREATE INDEX crl_published ON crl (this_update)"]
    }
}

extension CRLService {
    /// Two look-ups by index.
    public func measurements() async throws -> CRLMeasurements {
        let now = clock.now()
        return try await database.read { try $0.crlMeasurements(at: now) }
    }
}

extension Reading where Self: ~Copyable {
    fileprivate func crlMeasurements(at now: Timestamp) throws -> CRLMeasurements {
        let due = try first(
            """
            SELECT COUNT(*), MIN(due_at) FROM crl_series WHERE due_at IS NOT NULL AND due_at <= \(now.milliseconds)
            """)
        let since = try due?.integerOrNull(1) ?? now.milliseconds
        let last = try first("SELECT MAX(this_update) FROM crl")
        return CRLMeasurements(
            dueCount: Int(try due?.integer(0) ?? 0),
            oldestDue: WireDuration(milliseconds: max(0, now.milliseconds - since)),
            lastPublished: try last?.timeOrNull(0))
    }
}
