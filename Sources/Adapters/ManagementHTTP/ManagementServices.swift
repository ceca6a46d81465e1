public import CertificateAuthority
public import CloudProxy
public import DeviceManager
public import EventLog
public import RegistrationAuthority
public import ValidationAuthority

/// What the management front speaks for. A part that is left out is not served: its paths are unknown.
public struct ManagementServices: Sendable {
    public var cas: CAService?
    public var crls: CRLService?
    public var dms: DMSService?
    public var credentials: CredentialService?
    public var webhookKey: WebhookKey?
    public var devices: DeviceService?
    public var cloud: CloudService?
    public var events: EventReader?
    public var subscriptions: Subscriptions?
    /// Nil passes over `Idempotency-Key`.
    public var idempotency: IdempotencyStore?
    /// Measurements beside the front's own.
    public var gauges: [Gauge]
    /// Whether requests can be served now.
    public var isReady: @Sendable () async -> Bool

    public init(
        cas: CAService? = nil, crls: CRLService? = nil, dms: DMSService? = nil,
        credentials: CredentialService? = nil, webhookKey: WebhookKey? = nil, devices: DeviceService? = nil,
        cloud: CloudService? = nil,
        events: EventReader? = nil, subscriptions: Subscriptions? = nil, idempotency: IdempotencyStore? = nil,
        gauges: [Gauge] = [], isReady: @escaping @Sendable () async -> Bool = { true }
    ) {
        self.cas = cas
        self.crls = crls
        self.dms = dms
        self.credentials = credentials
        self.webhookKey = webhookKey
        self.devices = devices
        self.cloud = cloud
        self.events = events
        self.subscriptions = subscriptions
        self.idempotency = idempotency
        self.gauges = gauges
        self.isReady = isReady
    }
}
