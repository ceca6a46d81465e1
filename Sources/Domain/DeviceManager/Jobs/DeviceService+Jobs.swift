public import Events
public import Listing
public import ManagementAPI
import CertificateAuthority
import Storage

extension DeviceService {
    /// Begins a bulk operation on the devices that are in the group now.
    /// - Throws: `Refusal`.
    public func createJob(
        onGroup name: String, _ body: CreateJobBody, by caller: Caller
    ) async throws -> JobView {
        let time = clock.now()
        let id = EventID.next(at: time)
        // Counted on a snapshot: nobody has to wait for it.
        let total = try await database.read { snapshot in
            try DeviceList.statuses(try snapshot.existingDeviceGroup(name).filters, in: snapshot).values.reduce(0, +)
        }
        return try await database.write { tx in
            let job = try DeviceJob(
                body, of: try tx.existingDeviceGroup(name), id: id, total: total, at: time, by: caller)
            try tx.insert(job)
            return job.view
        }
    }

    /// Pauses, resumes or cancels. What was done stays done.
    /// - Throws: `Refusal`.
    public func updateJob(_ id: String, _ body: JobStatusBody) async throws -> JobView {
        let time = clock.now()
        return try await database.write { tx in
            var job = try tx.existingJob(id)
            try job.move(to: body.state, at: time)
            try tx.update(job)
            return job.view
        }
    }

    /// - Throws: `Refusal` where there is no such job.
    public func job(_ id: String) async throws -> JobView {
        try await database.read { try $0.existingJob(id) }.view
    }

    public func jobs(_ query: ListQuery) async throws -> Page<JobView> {
        let statement = try Self.jobColumns.statement(
            select: DeviceJob.columns, from: "device_job", where: nil, query: query)
        let rows = try await database.read { try $0.query(statement) }
        return try Page.make(rows, query, Self.jobColumns) { try DeviceJob(row: $0).view }
    }

    /// What a job did to each device, in the order in which it did.
    /// - Throws: `Refusal` where there is no such job.
    public func results(ofJob id: String, _ query: ListQuery) async throws -> Page<JobResultView> {
        let statement = try Self.resultColumns.statement(
            select: "device_id, outcome, detail, done_at", from: "device_job_result", where: "job_id = \(id)",
            query: query)
        let rows = try await database.read { snapshot in
            _ = try snapshot.existingJob(id)
            return try snapshot.query(statement)
        }
        return try Page.make(rows, query, Self.resultColumns) { row in
            JobResultView(
                deviceID: try row.text(0), outcome: try row.wire(1), detail: try row.text(2), time: try row.integer(3))
        }
    }

    private static let jobColumns = ListColumns(
        key: ListColumn("id", "id"),
        columns: [
            ListColumn("group", "group_name"), ListColumn("state", "state"), ListColumn("operation", "operation"),
            ListColumn("creation_timestamp", "created_at", .time),
        ], defaultSort: "creation_timestamp")

    private static let resultColumns = ListColumns(
        key: ListColumn("number", "number", .integer),
        columns: [ListColumn("device_id", "device_id"), ListColumn("outcome", "outcome")], defaultSort: "number")
}
