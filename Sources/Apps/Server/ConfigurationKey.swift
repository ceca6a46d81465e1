/// A key of the configuration: one row gives the flag, the environment variable, the place in the file, and the
/// reference page.
public struct ConfigurationKey: Sendable {
    /// Dotted, as in the YAML file.
    public let name: String
    /// As a person would write it.
    public let defaultValue: String
    public let summary: String

    init(_ name: String, default defaultValue: String, _ summary: String) {
        self.name = name
        self.defaultValue = defaultValue
        self.summary = summary
    }

    /// For instance `SHEDU_MANAGEMENT_ADDRESS`.
    public var environmentVariable: String {
        "SHEDU_" + name.uppercased().replacing(".", with: "_").replacing("-", with: "_")
    }
}

extension ConfigurationKey {
    static let data = ConfigurationKey("data", default: "data", "Folder that holds database, keys and tokens.")
    static let roles = ConfigurationKey(
        "roles", default: "api,est,validation,proxy",
        "What this process does, separated by commas: api, est, validation, proxy.")
    static let managementAddress = ConfigurationKey(
        "management.address", default: "127.0.0.1:8080", "Where the management API listens.")
    static let managementTLS = ConfigurationKey(
        "management.tls", default: "false", "Whether the management API listens on https, with the server's identity.")
    static let estAddress = ConfigurationKey("est.address", default: "127.0.0.1:8443", "Where EST listens.")
    static let estDefaultDMS = ConfigurationKey(
        "est.default-dms", default: "", "The DMS that is meant where an EST path names none.")
    static let estGrace = ConfigurationKey(
        "est.grace", default: "24h", "How long the same enrolment request is answered with the same certificate.")
    static let estApprovalRetry = ConfigurationKey(
        "est.approval-retry", default: "60s",
        "When a device is told to come again whose enrolment a person decides on.")
    static let estApprovalTimeout = ConfigurationKey(
        "est.approval-timeout", default: "7d",
        "How long a request to enrol waits for a person, and an approved one for its device.")
    static let validationAddress = ConfigurationKey(
        "validation.address", default: "127.0.0.1:8081",
        "Where OCSP, CRLs and CA certificates are served, by plain HTTP.")
    static let validationURL = ConfigurationKey(
        "validation.url", default: "",
        "Where relying parties reach that listener, for instance http://pki.example: it stands in the certificates. "
            + "Without it, the listener's own address does.")
    static let validationCache = ConfigurationKey(
        "validation.cache", default: "1h", "How long caches may keep an OCSP answer or a CRL at most.")
    static let crlValidity = ConfigurationKey(
        "crl.validity", default: "1d", "How long a CRL says that it is true.")
    static let crlDeltaValidity = ConfigurationKey(
        "crl.delta-validity", default: "1h", "How long a delta CRL says that it is true.")
    static let ocspValidity = ConfigurationKey(
        "ocsp.validity", default: "1d", "How long an OCSP answer says that it is true.")
    static let expiryPreventive = ConfigurationKey(
        "expiry.preventive", default: "7d", "How long before its end a CA or certificate is NEARING_EXPIRATION.")
    static let expiryCritical = ConfigurationKey(
        "expiry.critical", default: "3d", "How long before its end a CA or certificate is CRITICAL_EXPIRATION.")
    static let serverNames = ConfigurationKey(
        "server.names", default: "localhost,127.0.0.1,::1",
        "Names and addresses that clients reach the server by, for its certificate.")
    static let eventsBase = ConfigurationKey(
        "events.base", default: "", "Base URI of the events' source and schema, for instance https://pki.example.")
    static let cascadeMax = ConfigurationKey(
        "revocation.cascade-max", default: "1000",
        "How many certificates and CAs are revoked with a CA at once, 1 to 1,000,000; more are revoked in a series.")
    static let logLevel = ConfigurationKey(
        "log.level", default: "notice", "trace, debug, info, notice, warning, error.")

    private static let serverKeys = [
        data, roles, managementAddress, managementTLS, estAddress, estDefaultDMS, estGrace,
        estApprovalRetry, estApprovalTimeout, validationAddress,
        validationURL, validationCache, crlValidity, crlDeltaValidity, ocspValidity, expiryPreventive, expiryCritical,
        cascadeMax, serverNames, eventsBase, logLevel,
    ]

    /// All keys, in the order of the reference page.
    public static let all = serverKeys + estKeys
}
