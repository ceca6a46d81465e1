public import Events
public import JSONSchema
public import ManagementAPI

/// A device, from its registration to its end.
public struct Device: Sendable, Hashable {
    public let id: String
    public let dmsName: String
    public internal(set) var alias: String
    public internal(set) var status: DeviceStatus
    public internal(set) var allowNewEnrollment: Bool
    public internal(set) var description: String
    public internal(set) var tags: [String]
    public internal(set) var iconName: String
    public internal(set) var iconColor: String
    public let createdAt: Timestamp
    /// Belongs to the callers of the API; kept, and not read.
    public internal(set) var metadata: [String: JSONValue]
    /// When the first of the certificates in its slots ends; far away where there is none.
    public internal(set) var expiresAt: Timestamp

    /// The end of a device without a certificate: the last moment that RFC 3339 can write.
    static let never = Timestamp(milliseconds: 253_402_300_799_999)

    /// A device that was registered and has no certificate yet.
    /// - Parameter alias: the id where it is left out.
    public init(
        registered id: String, dmsName: String, alias: String? = nil, description: String = "", tags: [String],
        iconName: String, iconColor: String, metadata: [String: JSONValue] = [:], at time: Timestamp
    ) {
        self.id = id
        self.dmsName = dmsName
        self.alias = alias ?? id
        status = .pendingProvisioning
        allowNewEnrollment = false
        self.description = description
        self.tags = tags
        self.iconName = iconName
        self.iconColor = iconColor
        createdAt = time
        self.metadata = metadata
        expiresAt = Self.never
    }

    /// What events and the management API show.
    public func payload(slots: [SlotPayload]) -> DevicePayload {
        DevicePayload(
            id: id, alias: alias, dmsName: dmsName, status: status, slots: slots,
            allowNewEnrollment: allowNewEnrollment, description: description, tags: tags, iconName: iconName,
            iconColor: iconColor, creationTimestamp: createdAt.milliseconds, metadata: metadata)
    }

    /// Whether a certificate may be put into one of its slots by an enrolment.
    /// - Parameter isOccupied: the slot has a certificate that neither expired nor was revoked.
    public func ensureMayEnroll(
        dmsName: String, slotID: String, isOccupied: Bool, replacementAllowed: Bool
    ) throws(Refusal) {
        guard dmsName == self.dmsName else {
            throw Refusal(
                .forbidden, "device-of-another-dms", "Device \"\(id)\" is not a device of DMS \"\(dmsName)\".")
        }
        guard status != .decommissioned else {
            throw Refusal(.forbidden, "device-decommissioned", "Device \"\(id)\" is decommissioned.")
        }
        guard !isOccupied || replacementAllowed || allowNewEnrollment else {
            throw Refusal(
                .conflict, "already-enrolled",
                "Device \"\(id)\" already has a certificate in slot \"\(slotID)\", and its DMS does not allow a new "
                    + "enrolment.")
        }
    }
}

extension DeviceStatus {
    /// The status of a device that has these certificates in its slots: that of the worst.
    static func following(_ statuses: [CertificateStatus]) -> DeviceStatus {
        statuses.map(Self.of).max { $0.severity < $1.severity } ?? .pendingProvisioning
    }

    private static func of(_ status: CertificateStatus) -> DeviceStatus {
        switch status {
        case .active: .fullyProvisioned
        case .nearingExpiration: .provisionedWithWarnings
        case .criticalExpiration, .expired, .revoked: .requiresAction
        }
    }

    private var severity: Int {
        switch self {
        case .pendingProvisioning: 0
        case .fullyProvisioned: 1
        case .provisionedWithWarnings: 2
        case .requiresAction: 3
        case .decommissioned: 4
        }
    }
}
