public import Events
public import JSONSchema

/// `PUT /v1/devices/{id}`. A member that is left out stays as it is.
public struct UpdateDeviceBody: Codable, Sendable, Equatable {
    public var alias: String?
    public var description: String?
    public var tags: [String]?
    public var iconName: String?
    public var iconColor: String?
    /// The device may enrol again though it has a certificate.
    public var allowNewEnrollment: Bool?
    /// Takes the place of the whole object.
    public var metadata: [String: JSONValue]?

    private enum CodingKeys: String, CodingKey {
        case alias
        case description
        case tags
        case iconName = "icon_name"
        case iconColor = "icon_color"
        case allowNewEnrollment = "allow_new_enrollment"
        case metadata
    }

    public init(
        alias: String? = nil, description: String? = nil, tags: [String]? = nil, iconName: String? = nil,
        iconColor: String? = nil, allowNewEnrollment: Bool? = nil, metadata: [String: JSONValue]? = nil
    ) {
        self.alias = alias
        self.description = description
        self.tags = tags
        self.iconName = iconName
        self.iconColor = iconColor
        self.allowNewEnrollment = allowNewEnrollment
        self.metadata = metadata
    }
}

/// `POST /v1/devices/{id}/slots/{slot}/revoke`.
public struct RevokeSlotBody: Codable, Sendable, Equatable {
    /// `Unspecified` where it is left out.
    public var revocationReason: RevocationReason?

    private enum CodingKeys: String, CodingKey {
        case revocationReason = "revocation_reason"
    }

    public init(revocationReason: RevocationReason? = nil) {
        self.revocationReason = revocationReason
    }
}

/// `PUT /v1/devices/{id}/slots/{slot}/force-reenroll`.
public struct ForceReenrollBody: Codable, Sendable, Equatable {
    /// False withdraws the wish.
    public var requireReenrollment: Bool
    /// For a person.
    public var reason: String?

    private enum CodingKeys: String, CodingKey {
        case requireReenrollment = "require_reenrollment"
        case reason
    }

    public init(requireReenrollment: Bool, reason: String? = nil) {
        self.requireReenrollment = requireReenrollment
        self.reason = reason
    }
}

/// `POST /v1/devices/{id}/slots/{slot}/import`.
public struct ImportIntoSlotBody: Codable, Sendable, Equatable {
    /// Of a certificate that is on record here.
    public var serialNumber: String

    private enum CodingKeys: String, CodingKey {
        case serialNumber = "serial_number"
    }

    public init(serialNumber: String) {
        self.serialNumber = serialNumber
    }
}
