/// A cloud account that is kept equal to the PKI, as an operator describes it. It holds no secret.
public struct ConnectorConfiguration: Codable, Sendable, Hashable {
    /// Where the credentials are taken from; never the credentials themselves.
    public struct Credentials: Codable, Sendable, Hashable {
        public enum Source: String, Codable, Sendable, CaseIterable {
            /// The process's environment.
            case environment
            /// A named profile of the shared credentials file.
            case profile
        }

        public var source: Source
        /// Name of the profile, where `source` is `profile`.
        public var profile: String?

        public init(source: Source = .environment, profile: String? = nil) {
            self.source = source
            self.profile = profile
        }
    }

    /// What happens to a difference that somebody else made in the account.
    public enum Drift: String, Codable, Sendable, CaseIterable {
        case report
        case repair
    }

    /// Chosen by the operator; a CA is bound by its metadata key `lamassu.io/iot/<id>`.
    public var id: String
    /// The kind of cloud, for instance `aws-iot`.
    public var kind: String
    /// Display name.
    public var name: String
    public var region: String
    /// Replaces the cloud's own endpoints, for instance by an emulator.
    public var endpoint: String?
    public var credentials: Credentials
    public var drift: Drift
    /// Whether the cloud may register a certificate of a bound CA when it first sees it.
    public var allowAutoRegistration: Bool
    /// Work is recorded, but not done, while this is false.
    public var enabled: Bool

    private enum CodingKeys: String, CodingKey {
        case id
        case kind
        case name
        case region
        case endpoint
        case credentials
        case drift
        case allowAutoRegistration = "allow_auto_registration"
        case enabled
    }

    public init(
        id: String, kind: String = Self.awsIoT, name: String = "", region: String, endpoint: String? = nil,
        credentials: Credentials = Credentials(), drift: Drift = .report, allowAutoRegistration: Bool = false,
        enabled: Bool = true
    ) {
        self.id = id
        self.kind = kind
        self.name = name
        self.region = region
        self.endpoint = endpoint
        self.credentials = credentials
        self.drift = drift
        self.allowAutoRegistration = allowAutoRegistration
        self.enabled = enabled
    }

    /// Members that are left out take their defaults; `id` and `region` are required.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        kind = try container.decodeIfPresent(String.self, forKey: .kind) ?? Self.awsIoT
        name = try container.decodeIfPresent(String.self, forKey: .name) ?? ""
        region = try container.decode(String.self, forKey: .region)
        endpoint = try container.decodeIfPresent(String.self, forKey: .endpoint)
        credentials = try container.decodeIfPresent(Credentials.self, forKey: .credentials) ?? Credentials()
        drift = try container.decodeIfPresent(Drift.self, forKey: .drift) ?? .report
        allowAutoRegistration = try container.decodeIfPresent(Bool.self, forKey: .allowAutoRegistration) ?? false
        enabled = try container.decodeIfPresent(Bool.self, forKey: .enabled) ?? true
    }

    /// The kind of an AWS IoT Core account.
    public static let awsIoT = "aws-iot"
}
