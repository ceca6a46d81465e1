import CertificateAuthority
import Events
import Listing
import ManagementAPI
import Storage

extension DeviceJob {
    static let columns: SQL = """
        id, group_name, filters, operation, reason, revocation_reason, rate, state, total, changed, unchanged, refused,
        requested_by, created_at, finished_at, bookmark, next_at
        """

    init(row: Row) throws {
        id = try row.text(0)
        groupName = try row.text(1)
        filters = try (row.json(2) as [String]).map { try ListFilter($0) }
        body = CreateJobBody(
            operation: try row.wire(3), reason: try row.textOrNull(4),
            revocationReason: try row.textOrNull(5).flatMap(RevocationReason.init(rawValue:)),
            rate: try row.integerOrNull(6).map { Int($0) })
        state = try row.wire(7)
        total = try row.integer(8)
        changed = try row.integer(9)
        unchanged = try row.integer(10)
        refused = try row.integer(11)
        requestedBy = try row.text(12)
        createdAt = Timestamp(milliseconds: try row.integer(13))
        finishedAt = try row.integerOrNull(14).map { Timestamp(milliseconds: $0) }
        bookmark = try row.textOrNull(15)
        nextAt = Timestamp(milliseconds: try row.integer(16))
    }
}

extension Reading where Self: ~Copyable {
    /// - Throws: `Refusal` where there is no such job.
    func existingJob(_ id: String) throws -> DeviceJob {
        guard let row = try first("SELECT \(DeviceJob.columns) FROM device_job WHERE id = \(id)") else {
            throw Refusal.notFound("job", id)
        }
        return try DeviceJob(row: row)
    }

    /// The job that is the next to work on.
    func nextJob() throws -> DeviceJob? {
        try first(
            """
            SELECT \(DeviceJob.columns) FROM device_job WHERE state = 'RUNNING' ORDER BY next_at, created_at, id LIMIT 1
            """
        ).map(DeviceJob.init(row:))
    }
}

extension Transaction {
    func insert(_ job: DeviceJob) throws {
        try execute(
            """
            INSERT INTO device_job (\(DeviceJob.columns)) VALUES (
                \(job.id), \(job.groupName), \(try WireJSON.text(job.filters.map(\.text))),
                \(job.body.operation.rawValue), \(job.body.reason), \(job.body.revocationReason?.rawValue),
                \(job.body.rate.map { Int64($0) }), \(job.state.rawValue), \(job.total), \(job.changed),
                \(job.unchanged), \(job.refused), \(job.requestedBy), \(job.createdAt.milliseconds),
                \(job.finishedAt?.milliseconds), \(job.bookmark), \(job.nextAt.milliseconds))
            """)
    }

    func update(_ job: DeviceJob) throws {
        try execute(
            """
            UPDATE device_job SET state = \(job.state.rawValue), changed = \(job.changed), unchanged = \(job.unchanged),
                refused = \(job.refused), finished_at = \(job.finishedAt?.milliseconds), bookmark = \(job.bookmark),
                next_at = \(job.nextAt.milliseconds)
            WHERE id = \(job.id)
            """)
    }

    /// - Parameter number: counts the devices of the job.
    func insert(_ result: JobResultView, number: Int64, of job: DeviceJob) throws {
        try execute(
            """
            INSERT INTO device_job_result (job_id, number, device_id, outcome, detail, done_at) VALUES (
                \(job.id), \(number), \(result.deviceID), \(result.outcome.rawValue), \(result.detail),
                \(result.time))
            """)
    }
}
