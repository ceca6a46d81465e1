/// A distinguished name as the wire shows it: six attributes, the first value of each, `""` where there is none.
public struct SubjectFields: Codable, Sendable, Hashable {
    public let commonName: String
    public let organization: String
    public let organizationUnit: String
    public let country: String
    public let state: String
    public let locality: String

    private enum CodingKeys: String, CodingKey {
        case commonName = "common_name"
        case organization
        case organizationUnit = "organization_unit"
        case country
        case state
        case locality
    }

    public init(
        commonName: String = "", organization: String = "", organizationUnit: String = "", country: String = "",
        state: String = "", locality: String = ""
    ) {
        self.commonName = commonName
        self.organization = organization
        self.organizationUnit = organizationUnit
        self.country = country
        self.state = state
        self.locality = locality
    }
}
