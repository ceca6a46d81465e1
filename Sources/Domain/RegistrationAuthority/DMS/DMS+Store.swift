public import Storage
import CertificateAuthority
import Events
import ManagementAPI
public import PKIX

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

    fileprivate var settings: DMSSettings { DMSSettings(aws: aws, kind: kind) }
}

extension Reading where Self: ~Copyable {
    public func dms(_ name: String) throws -> DMS? {
        try first("SELECT \(DMS.columns) FROM dms WHERE name = \(name)").map(DMS.init(row:))
    }

    /// The remote DMS that has this certificate.
    public func dms(holding serial: SerialNumber) throws -> DMS? {
        try first("SELECT \(DMS.columns) FROM dms WHERE certificate_serial = \(serial.bytes)").map(DMS.init(row:))
    }

    /// - Throws: `Refusal` where there is no such DMS.
    func existingDMS(_ name: String) throws -> DMS {
        guard let dms = try dms(name) else { throw Refusal.notFound("dms", name) }
        return dms
    }
}

extension Transaction {
    func insert(_ dms: DMS) throws {
        let settings = dms.settings
        try execute(
            """
            INSERT INTO dms (\(DMS.columns), certificate_serial) VALUES (
                \(dms.name), \(dms.status.rawValue), \(try WireJSON.text(dms.aws)),
                \(try settings.identityProfileText()), \(try settings.remoteIdentityText()), \(dms.createdAt.milliseconds),
                \(dms.certificateSerial?.bytes))
            """)
    }

    func update(_ dms: DMS) throws {
        let settings = dms.settings
        try execute(
            """
            UPDATE dms SET status = \(dms.status.rawValue), aws = \(try WireJSON.text(dms.aws)),
                identity_profile = \(try settings.identityProfileText()),
                remote_identity = \(try settings.remoteIdentityText()),
                certificate_serial = \(dms.certificateSerial?.bytes)
            WHERE name = \(dms.name)
            """)
    }

    func updateStatus(of dms: DMS) throws {
        try execute("UPDATE dms SET status = \(dms.status.rawValue) WHERE name = \(dms.name)")
    }

    func delete(_ dms: DMS) throws {
        try execute("DELETE FROM dms WHERE name = \(dms.name)")
    }
}
