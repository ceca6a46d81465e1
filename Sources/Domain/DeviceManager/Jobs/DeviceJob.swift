import CertificateAuthority
import Events
import Listing
import ManagementAPI
import Storage

/// A bulk operation: which devices, what is done to them, and how far it is.
struct DeviceJob: Sendable {
    let id: String
    let groupName: String
    let filters: [ListFilter]
    let body: CreateJobBody
    var state: JobState
    let total: Int64
    var changed: Int64
    var unchanged: Int64
    var refused: Int64
    let requestedBy: String
    let createdAt: Timestamp
    var finishedAt: Timestamp?
    /// Where the last batch ended; nil before the first.
    var bookmark: String?
    /// When the next batch is due, by the rate.
    var nextAt: Timestamp

    static let rateMax = 100_000

    /// - Throws: `Refusal` with a JSON pointer to what is wrong.
    init(
        _ body: CreateJobBody, of group: DeviceGroup, id: String, total: Int64, at time: Timestamp, by caller: Caller
    ) throws(Refusal) {
        try Self.check(body)
        self.id = id
        groupName = group.name
        filters = group.filters
        self.body = body
        state = .running
        self.total = total
        (changed, unchanged, refused) = (0, 0, 0)
        requestedBy = caller.actor
        createdAt = time
        finishedAt = nil
        bookmark = nil
        nextAt = time
    }

    var operation: DeviceOperation {
        switch body.operation {
        case .forceReenroll: .forceReenroll(reason: body.reason ?? DeviceService.unsaid)
        case .withdrawReenroll: .withdrawReenroll
        case .revoke: .revoke(body.revocationReason ?? .unspecified)
        case .decommission: .decommission
        }
    }

    /// The devices that are still to come, those registered after the job was made left out.
    func query(_ size: Int) -> ListQuery {
        // Those of the very millisecond of the job are among its devices, for they are counted.
        let end = ListFilter(
            field: "creation_timestamp", operand: .before, value: "\(createdAt.milliseconds + 1)")
        return ListQuery(pageSize: size, bookmark: bookmark, sortBy: "creation_timestamp", filters: filters + [end])
    }

    /// Moves along: RUNNING to PAUSED and back, and from either to CANCELLED.
    mutating func move(to wanted: JobState, at time: Timestamp) throws(Refusal) {
        switch (state, wanted) {
        case (.running, .paused), (.paused, .running): break
        case (.running, .cancelled), (.paused, .cancelled): finishedAt = time
        default:
            throw Refusal(
                .conflict, "job-state", "Job \"\(id)\" is \(state.rawValue) and cannot become \(wanted.rawValue).")
        }
        state = wanted
        nextAt = time
    }

    var view: JobView {
        JobView(
            id: id, group: groupName, filters: filters.map(\.text), operation: body.operation, reason: body.reason,
            revocationReason: body.revocationReason, rate: body.rate, state: state, total: total, changed: changed,
            unchanged: unchanged, refused: refused, requestedBy: requestedBy,
            creationTimestamp: createdAt.milliseconds, finishedTimestamp: finishedAt?.milliseconds)
    }

    private static func check(_ body: CreateJobBody) throws(Refusal) {
        if let rate = body.rate, !(1...rateMax).contains(rate) {
            throw .invalid("rate-invalid", at: "/rate", "The rate is 1 to \(rateMax) devices a second.")
        }
        if let reason = body.reason {
            guard body.operation == .forceReenroll else {
                throw .invalid("reason-unsuitable", at: "/reason", "Only force-reenroll takes a reason.")
            }
            guard reason.unicodeScalars.count <= DeviceService.reasonMax else {
                throw .invalid(
                    "reason-too-long", at: "/reason", "A reason has at most \(DeviceService.reasonMax) characters.")
            }
        }
        guard body.revocationReason == nil || body.operation == .revoke else {
            throw .invalid(
                "revocation-reason-unsuitable", at: "/revocation_reason", "Only revoke takes a revocation reason.")
        }
        if let reason = body.revocationReason, [.removeFromCRL, .certificateHold].contains(reason) {
            throw .invalid(
                "revocation-reason-unsuitable", at: "/revocation_reason",
                "A job revokes for good, so not for \(reason.rawValue).")
        }
    }
}
