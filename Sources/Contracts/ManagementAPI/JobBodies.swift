public import Events
public import JSONSchema

/// What a job does to each device of a group.
public enum DeviceJobOperation: String, WireEnumeration {
    case forceReenroll = "force-reenroll"
    case withdrawReenroll = "withdraw-reenroll"
    case revoke
    case decommission
}

/// How a job stands; FINISHED and CANCELLED are for good.
public enum JobState: String, WireEnumeration {
    case running = "RUNNING"
    case paused = "PAUSED"
    case finished = "FINISHED"
    case cancelled = "CANCELLED"
}

/// What became of one device.
public enum JobOutcome: String, WireEnumeration {
    case changed
    /// It was so already.
    case unchanged
    case refused
}

/// `POST /v1/device-groups/{name}/jobs`.
public struct CreateJobBody: Codable, Sendable, Equatable {
    public var operation: DeviceJobOperation
    /// Of `force-reenroll`, for a person.
    public var reason: String?
    /// Of `revoke`; `Unspecified` where it is left out.
    public var revocationReason: RevocationReason?
    /// Devices a second at most; without it as fast as it goes.
    public var rate: Int?

    private enum CodingKeys: String, CodingKey {
        case operation
        case reason
        case revocationReason = "revocation_reason"
        case rate
    }

    public init(
        operation: DeviceJobOperation, reason: String? = nil, revocationReason: RevocationReason? = nil,
        rate: Int? = nil
    ) {
        self.operation = operation
        self.reason = reason
        self.revocationReason = revocationReason
        self.rate = rate
    }
}

/// `PUT /v1/jobs/{id}/status`.
public struct JobStatusBody: Codable, Sendable, Equatable {
    public var state: JobState

    public init(state: JobState) {
        self.state = state
    }
}

/// A bulk operation and how far it is.
public struct JobView: Codable, Sendable, Equatable {
    public var id: String
    public var group: String
    /// Those of the group when the job was made: a change of the group does not change the job.
    public var filters: [String]
    public var operation: DeviceJobOperation
    public var reason: String?
    public var revocationReason: RevocationReason?
    public var rate: Int?
    public var state: JobState
    /// How many devices were in the group when the job was made.
    public var total: Int64
    public var changed: Int64
    public var unchanged: Int64
    public var refused: Int64
    public var requestedBy: String
    public var creationTimestamp: EpochMilliseconds
    public var finishedTimestamp: EpochMilliseconds?

    private enum CodingKeys: String, CodingKey {
        case id
        case group
        case filters
        case operation
        case reason
        case revocationReason = "revocation_reason"
        case rate
        case state
        case total
        case changed
        case unchanged
        case refused
        case requestedBy = "requested_by"
        case creationTimestamp = "creation_timestamp"
        case finishedTimestamp = "finished_timestamp"
    }

    public init(
        id: String, group: String, filters: [String], operation: DeviceJobOperation, reason: String?,
        revocationReason: RevocationReason?, rate: Int?, state: JobState, total: Int64, changed: Int64,
        unchanged: Int64, refused: Int64, requestedBy: String, creationTimestamp: EpochMilliseconds,
        finishedTimestamp: EpochMilliseconds?
    ) {
        self.id = id
        self.group = group
        self.filters = filters
        self.operation = operation
        self.reason = reason
        self.revocationReason = revocationReason
        self.rate = rate
        self.state = state
        self.total = total
        self.changed = changed
        self.unchanged = unchanged
        self.refused = refused
        self.requestedBy = requestedBy
        self.creationTimestamp = creationTimestamp
        self.finishedTimestamp = finishedTimestamp
    }
}

/// What a job did to one device.
public struct JobResultView: Codable, Sendable, Equatable {
    public var deviceID: String
    public var outcome: JobOutcome
    /// Why it was refused.
    public var detail: String
    public var time: EpochMilliseconds

    private enum CodingKeys: String, CodingKey {
        case deviceID = "device_id"
        case outcome
        case detail
        case time
    }

    public init(deviceID: String, outcome: JobOutcome, detail: String, time: EpochMilliseconds) {
        self.deviceID = deviceID
        self.outcome = outcome
        self.detail = detail
        self.time = time
    }
}
