public import JSONSchema

/// How the devices of a cloud DMS get their identity. CAs are named by CA id.
public struct IdentityProfile: Codable, Sendable, Hashable {
    public var generalSetting: GeneralSetting
    public var enrollmentSettings: EnrollmentSettings
    public var reenrollmentSettings: ReenrollmentSettings
    public var caDistributionSettings: CADistributionSettings
    /// Whether the DMS's CA certificates, and its devices, are published to AWS IoT Core.
    public var awsIoTCorePublish: Bool

    private enum CodingKeys: String, CodingKey {
        case generalSetting = "general_setting"
        case enrollmentSettings = "enrollment_settings"
        case reenrollmentSettings = "reenrollment_settings"
        case caDistributionSettings = "ca_distribution_settings"
        case awsIoTCorePublish = "aws_iotcore_publish"
    }

    public init(
        generalSetting: GeneralSetting = GeneralSetting(), enrollmentSettings: EnrollmentSettings,
        reenrollmentSettings: ReenrollmentSettings = ReenrollmentSettings(),
        caDistributionSettings: CADistributionSettings = CADistributionSettings(), awsIoTCorePublish: Bool = false
    ) {
        self.generalSetting = generalSetting
        self.enrollmentSettings = enrollmentSettings
        self.reenrollmentSettings = reenrollmentSettings
        self.caDistributionSettings = caDistributionSettings
        self.awsIoTCorePublish = awsIoTCorePublish
    }
}

/// What holds for every operation of the DMS.
public struct GeneralSetting: Codable, Sendable, Hashable {
    public enum EnrollmentMode: String, WireEnumeration {
        case est = "EST"
    }

    public var enrollmentMode: EnrollmentMode

    private enum CodingKeys: String, CodingKey {
        case enrollmentMode = "enrollment_mode"
    }

    public init(enrollmentMode: EnrollmentMode = .est) {
        self.enrollmentMode = enrollmentMode
    }
}

/// Who may enrol, by which CA, and how. The members from `issuanceProfile` on are ours; what was written before they
/// were has their defaults.
public struct EnrollmentSettings: Codable, Sendable, Hashable {
    public enum RegistrationMode: String, WireEnumeration {
        /// Just in time: an unknown device is registered when it first enrols.
        case jitp = "JITP"
        /// Only devices that were registered before may enrol.
        case preRegister = "PreRegister"
    }

    public enum AuthenticationMode: String, WireEnumeration {
        /// The TLS client certificate chains to a bootstrap CA.
        case bootstrapMTLS = "BOOTSTRAP_MTLS"
        /// An HTTPS service is asked about every request.
        case externalWebhook = "EXTERNAL_WEBHOOK"
        /// A user name and a password (RFC 7617; RFC 7030, section 3.2.3).
        case httpBasic = "HTTP_BASIC"
    }

    public var registrationMode: RegistrationMode
    public var authenticationMode: AuthenticationMode
    /// A device that already has a certificate may enrol again and replace it.
    public var allowNewAutoEnrollment: Bool
    /// Given to every device that is registered just in time.
    public var tags: [String]
    public var icon: String
    public var color: String
    /// The CA that signs.
    public var authorizedCA: String
    public var bootstrapCAs: [String]
    /// How many issuers above the client certificate a bootstrap CA may stand; -1 for the whole chain.
    public var chainValidationLevel: Int
    /// The issuance profile that certificates of its devices are issued under.
    public var issuanceProfile: String
    /// A person decides on each enrolment that is no renewal by the device's own certificate; until then the client is
    /// told to come again (RFC 7030, 4.2.3).
    public var manualApproval: Bool
    /// The server may make a device's key (RFC 7030, 4.4).
    public var serverKeyGeneration: Bool
    /// Where `authenticationMode` is `EXTERNAL_WEBHOOK`.
    public var externalWebhook: ExternalWebhook?

    private enum CodingKeys: String, CodingKey {
        case registrationMode = "registration_mode"
        case authenticationMode = "authentication_mode"
        case allowNewAutoEnrollment = "allow_new_auto_enrollment"
        case tags
        case icon
        case color
        case authorizedCA = "authorized_ca"
        case bootstrapCAs = "bootstrap_cas"
        case chainValidationLevel = "chain_validation_level"
        case issuanceProfile = "issuance_profile"
        case manualApproval = "manual_approval"
        case serverKeyGeneration = "server_key_generation"
        case externalWebhook = "external_webhook"
    }

    public init(
        registrationMode: RegistrationMode = .jitp, authenticationMode: AuthenticationMode = .bootstrapMTLS,
        allowNewAutoEnrollment: Bool = false, tags: [String] = [], icon: String = "", color: String = "",
        authorizedCA: String, bootstrapCAs: [String], chainValidationLevel: Int = -1,
        issuanceProfile: String = Self.defaultProfile, manualApproval: Bool = false, serverKeyGeneration: Bool = false,
        externalWebhook: ExternalWebhook? = nil
    ) {
        self.registrationMode = registrationMode
        self.authenticationMode = authenticationMode
        self.allowNewAutoEnrollment = allowNewAutoEnrollment
        self.tags = tags
        self.icon = icon
        self.color = color
        self.authorizedCA = authorizedCA
        self.bootstrapCAs = bootstrapCAs
        self.chainValidationLevel = chainValidationLevel
        self.issuanceProfile = issuanceProfile
        self.manualApproval = manualApproval
        self.serverKeyGeneration = serverKeyGeneration
        self.externalWebhook = externalWebhook
    }

    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        registrationMode = try members.decode(RegistrationMode.self, forKey: .registrationMode)
        authenticationMode = try members.decode(AuthenticationMode.self, forKey: .authenticationMode)
        allowNewAutoEnrollment = try members.decode(Bool.self, forKey: .allowNewAutoEnrollment)
        tags = try members.decode([String].self, forKey: .tags)
        icon = try members.decode(String.self, forKey: .icon)
        color = try members.decode(String.self, forKey: .color)
        authorizedCA = try members.decode(String.self, forKey: .authorizedCA)
        bootstrapCAs = try members.decode([String].self, forKey: .bootstrapCAs)
        chainValidationLevel = try members.decode(Int.self, forKey: .chainValidationLevel)
        issuanceProfile = try members.decodeIfPresent(String.self, forKey: .issuanceProfile) ?? Self.defaultProfile
        manualApproval = try members.decodeIfPresent(Bool.self, forKey: .manualApproval) ?? false
        serverKeyGeneration = try members.decodeIfPresent(Bool.self, forKey: .serverKeyGeneration) ?? false
        externalWebhook = try members.decodeIfPresent(ExternalWebhook.self, forKey: .externalWebhook)
    }

    /// The built-in profile of devices.
    public static let defaultProfile = "device"
}

/// The service that decides who may enrol.
public struct ExternalWebhook: Codable, Sendable, Hashable {
    /// `https` only.
    public var url: String
    /// How long it may take to answer; after that nobody enrols.
    public var timeout: WireDuration
    /// Trust anchors for its TLS certificate; those of the system where there are none.
    public var trustedCAs: [EncodedPEM]

    private enum CodingKeys: String, CodingKey {
        case url
        case timeout
        case trustedCAs = "trusted_cas"
    }

    public init(url: String, timeout: WireDuration = .seconds(5), trustedCAs: [EncodedPEM] = []) {
        self.url = url
        self.timeout = timeout
        self.trustedCAs = trustedCAs
    }

    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        url = try members.decode(String.self, forKey: .url)
        timeout = try members.decodeIfPresent(WireDuration.self, forKey: .timeout) ?? .seconds(5)
        trustedCAs = try members.decodeIfPresent([EncodedPEM].self, forKey: .trustedCAs) ?? []
    }
}

/// When and how a device may renew.
public struct ReenrollmentSettings: Codable, Sendable, Hashable {
    public var allowExpiredRenewal: Bool
    /// How long before its end a certificate may be renewed.
    public var preventiveRenewalInterval: WireDuration
    public var additionalValidationCAs: [String]

    private enum CodingKeys: String, CodingKey {
        case allowExpiredRenewal = "allow_expired_renewal"
        case preventiveRenewalInterval = "preventive_renewal_interval"
        case additionalValidationCAs = "additional_validation_cas"
    }

    public init(
        allowExpiredRenewal: Bool = false, preventiveRenewalInterval: WireDuration = .days(7),
        additionalValidationCAs: [String] = []
    ) {
        self.allowExpiredRenewal = allowExpiredRenewal
        self.preventiveRenewalInterval = preventiveRenewalInterval
        self.additionalValidationCAs = additionalValidationCAs
    }
}

/// Which CA certificates the devices are told to trust.
public struct CADistributionSettings: Codable, Sendable, Hashable {
    public var includeAuthorizedCA: Bool
    public var includeBootstrapCAs: Bool
    /// The CA of this server's own EST listener.
    public var includeDownstreamCA: Bool
    public var managedCAs: [String]
    public var staticCAs: [StaticCA]

    private enum CodingKeys: String, CodingKey {
        case includeAuthorizedCA = "include_authorized_ca"
        case includeBootstrapCAs = "include_bootstrap_cas"
        case includeDownstreamCA = "include_lamassu_downstream_ca"
        case managedCAs = "managed_cas"
        case staticCAs = "static_cas"
    }

    public init(
        includeAuthorizedCA: Bool = true, includeBootstrapCAs: Bool = false, includeDownstreamCA: Bool = false,
        managedCAs: [String] = [], staticCAs: [StaticCA] = []
    ) {
        self.includeAuthorizedCA = includeAuthorizedCA
        self.includeBootstrapCAs = includeBootstrapCAs
        self.includeDownstreamCA = includeDownstreamCA
        self.managedCAs = managedCAs
        self.staticCAs = staticCAs
    }
}

/// A CA certificate that is handed out and not known to the CA service.
public struct StaticCA: Codable, Sendable, Hashable {
    public var id: String
    public var certificate: EncodedPEM

    public init(id: String, certificate: EncodedPEM) {
        self.id = id
        self.certificate = certificate
    }
}
