public import JSONSchema

/// `POST /v1/devices`.
public struct CreateDeviceBody: Codable, Sendable, Equatable {
    /// The common name of its certificates.
    public var id: String
    public var dmsName: String
    /// The id where it is left out.
    public var alias: String?
    public var description: String?
    public var tags: [String]?
    public var iconName: String?
    public var iconColor: String?
    /// Belongs to the callers; kept, and not read.
    public var metadata: [String: JSONValue]?

    private enum CodingKeys: String, CodingKey {
        case id
        case dmsName = "dms_name"
        case alias
        case description
        case tags
        case iconName = "icon_name"
        case iconColor = "icon_color"
        case metadata
    }

    public init(
        id: String, dmsName: String, alias: String? = nil, description: String? = nil, tags: [String]? = nil,
        iconName: String? = nil, iconColor: String? = nil, metadata: [String: JSONValue]? = nil
    ) {
        self.id = id
        self.dmsName = dmsName
        self.alias = alias
        self.description = description
        self.tags = tags
        self.iconName = iconName
        self.iconColor = iconColor
        self.metadata = metadata
    }
}
