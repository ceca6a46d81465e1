public import Storage
import CertificateAuthority
import Events
import ManagementAPI

extension DMS {
    static let columns: SQL = "name, status, aws, identity_profile, remote_identity, created_at"

    init(row: Row) throws {
        name = try row.text(0)
        status = try row.wire(1)
        let settings = try DMSSettings.read(
            aws: try row.text(2), identityProfile: try row.text(3), remoteIdentity: try row.text(4))
        aws = settings.aws
        kind = settings.kind
        createdAt = Timestamp(milliseconds: try row.integer(5))
    }
}

extension Reading where Self: ~Copyable {
    public func dms(_ name: String) throws -> DMS? {
        try first("SELECT \(DMS.columns) FROM dms WHERE name = \(name)").map(DMS.init(row:))
    }

    /// - Throws: `Refusal` where there is no such DMS.
    func existingDMS(_ name: String) throws -> DMS {
        guard let dms = try dms(name) else { throw Refusal.notFound("dms", name) }
        return dms
    }
}

extension Transaction {
    func insert(_ dms: DMS) throws {
        let settings = DMSSettings(aws: dms.aws, kind: dms.kind)
        try execute(
            """
            INSERT INTO dms (\(DMS.columns)) VALUES (
                \(dms.name), \(dms.status.rawValue), \(try WireJSON.text(dms.aws)),
                \(try settings.identityProfileText()), \(try settings.remoteIdentityText()), \(dms.createdAt.milliseconds))
            """)
    }

    func updateStatus(of dms: DMS) throws {
        try execute("UPDATE dms SET status = \(dms.status.rawValue) WHERE name = \(dms.name)")
    }
}
