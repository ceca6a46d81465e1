public import Events

/// `POST /v1/device-groups`, and with the name of the path `PUT /v1/device-groups/{name}`: devices by what they are, not
/// one by one.
public struct DeviceGroupBody: Codable, Sendable, Equatable {
    public var name: String
    public var description: String?
    /// As in a list: `field[operand]value`. All of them must hold; without any the group is all devices.
    public var filters: [String]

    public init(name: String, description: String? = nil, filters: [String]) {
        self.name = name
        self.description = description
        self.filters = filters
    }
}

/// A group of devices: a filter with a name. A device is in it as long as it suits the filter.
public struct DeviceGroupView: Codable, Sendable, Equatable {
    public var name: String
    public var description: String
    public var filters: [String]
    public var creationTimestamp: EpochMilliseconds

    private enum CodingKeys: String, CodingKey {
        case name
        case description
        case filters
        case creationTimestamp = "creation_timestamp"
    }

    public init(name: String, description: String, filters: [String], creationTimestamp: EpochMilliseconds) {
        self.name = name
        self.description = description
        self.filters = filters
        self.creationTimestamp = creationTimestamp
    }
}

/// `GET /v1/device-groups/{name}/stats`.
public struct DeviceGroupStats: Codable, Sendable, Equatable {
    public var total: Int64
    public var byStatus: [String: Int64]

    private enum CodingKeys: String, CodingKey {
        case total
        case byStatus = "by_status"
    }

    public init(byStatus: [String: Int64]) {
        total = byStatus.values.reduce(0, +)
        self.byStatus = byStatus
    }
}
