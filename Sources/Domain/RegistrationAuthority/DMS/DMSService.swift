public import CertificateAuthority
public import Events
public import Listing
public import ManagementAPI
public import Storage
import EventLog

/// The DMS manager: places where devices enrol, and whether they may.
public struct DMSService: Sendable {
    let database: any Database
    let cas: CAService
    let clock: WallClock

    /// - Parameter cas: signs for remote DMSs; ``certificateObserver`` is among its observers.
    public init(database: any Database, cas: CAService, clock: WallClock = .system) {
        self.database = database
        self.cas = cas
        self.clock = clock
    }

    /// Creates a DMS, which waits for approval. For a remote one that asks for it a key is made: that is in what this
    /// returns, and nowhere else.
    /// - Throws: `Refusal` that names every wrong member.
    public func create(_ body: CreateDMSBody, by caller: Caller) async throws -> CreatedDMS {
        let time = clock.now()
        let draft = try DMSDraft(body)
        var faults = draft.faults
        faults.add(try await database.read { try draft.references.faults(on: $0, at: time) })
        try faults.ensureNone("created")
        let (dms, privateKey) = try await draft.complete(with: cas, at: time)
        let payload = dms.payload()
        let event = try EventCatalog.dmsCreate.event(
            DMSCreatedPayload(dms: payload), about: dms.name, at: time, by: caller)
        try await database.write { tx in
            guard try tx.dms(dms.name) == nil else {
                throw Refusal(.conflict, "dms-exists", "There is already a DMS \"\(dms.name)\".")
            }
            // What was found a moment ago may have ended in between.
            var faults = DMSFaults()
            faults.add(try draft.references.faults(on: tx, at: time))
            try faults.ensureNone("created")
            try tx.insert(dms)
            tx.record(event)
        }
        return CreatedDMS(dms: payload, privateKey: privateKey)
    }

    public func list(_ query: ListQuery) async throws -> Page<DMSPayload> {
        let statement = try Self.columns.statement(select: DMS.columns, from: "dms", where: nil, query: query)
        let rows = try await database.read { try $0.query(statement) }
        return try Page.make(rows, query, Self.columns) { try DMS(row: $0).payload() }
    }

    /// - Throws: `Refusal` where there is no such DMS.
    public func dms(_ name: String) async throws -> DMSPayload {
        try await database.read { try $0.existingDMS(name) }.payload()
    }

    static let columns = ListColumns(
        key: ListColumn("name", "name"),
        columns: [ListColumn("status", "status"), ListColumn("creation_timestamp", "created_at", .time)],
        defaultSort: "creation_timestamp")
}
