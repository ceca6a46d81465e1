public import Events
public import Listing
public import ManagementAPI
public import Storage
import EventLog

/// The DMS manager: places where devices enrol, and whether they may.
public struct DMSService: Sendable {
    let database: any Database
    let clock: WallClock

    public init(database: any Database, clock: WallClock = .system) {
        self.database = database
        self.clock = clock
    }

    /// - Throws: `Refusal` that names every wrong member.
    public func create(_ body: CreateDMSBody, by caller: Caller) async throws -> DMSPayload {
        let time = clock.now()
        let dms = try DMS(body, at: time)
        let payload = dms.payload()
        let event = try EventCatalog.dmsCreate.event(
            DMSCreatedPayload(dms: payload), about: dms.name, at: time, by: caller)
        try await database.write { tx in
            guard try tx.dms(dms.name) == nil else {
                throw Refusal(.conflict, "dms-exists", "There is already a DMS \"\(dms.name)\".")
            }
            try dms.ensureCAsExist(in: tx)
            try tx.insert(dms)
            tx.record(event)
        }
        return payload
    }

    /// Approves, rejects or revokes.
    public func updateStatus(
        of name: String, to body: DMSStatusBody, by caller: Caller
    ) async throws -> DMSPayload {
        let time = clock.now()
        return try await database.write { tx in
            var dms = try tx.existingDMS(name)
            try dms.move(to: body.status)
            try tx.updateStatus(of: dms)
            let payload = dms.payload()
            tx.record(try EventCatalog.dmsUpdateStatus.event(payload, about: name, at: time, by: caller))
            return payload
        }
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
