public import ESTServer
import Events
import HTTPTypes

/// What the server is told of its EST listener as HTTP over TLS.
public struct ESTSettings: Sendable, Hashable {
    public var limits: ESTServerLimits
    public var rates: ESTRates
    public var proxies: TrustedProxies

    init(_ values: ConfiguredValues) throws(StartError) {
        limits = ESTServerLimits()
        limits.connectionsMax = try values.parse(.estConnectionsMax) { Self.whole($0, in: 1...1_000_000) }
        limits.handshakeTimeout = try Self.patience(values, .estHandshakeTimeout)
        limits.requestTimeout = try Self.patience(values, .estRequestTimeout)
        limits.idleTimeout = try Self.patience(values, .estIdleTimeout)
        rates = ESTRates(
            perClient: try values.parse(.estRatePerClient, Self.rate),
            perDMS: try values.parse(.estRatePerDMS, Self.rate))
        proxies = TrustedProxies(
            networks: try Self.networks(values),
            certificateHeader: try Self.header(values, .estClientCertificateHeader),
            addressHeader: try Self.header(values, .estClientAddressHeader))
        if proxies.networks.isEmpty, proxies.certificateHeader != nil {
            throw StartError(
                "est.client-certificate-header is set, but est.trusted-proxies names nobody who may send it.")
        }
    }

    private static func networks(_ values: ConfiguredValues) throws(StartError) -> [IPNetwork] {
        guard values.optional(.estTrustedProxies) != nil else { return [] }
        return try values.list(.estTrustedProxies).map { text throws(StartError) in
            guard let network = IPNetwork(text) else { throw values.error(.estTrustedProxies, text) }
            return network
        }
    }

    private static func header(
        _ values: ConfiguredValues, _ key: ConfigurationKey
    ) throws(StartError) -> HTTPField.Name? {
        guard let text = values.optional(key) else { return nil }
        guard let name = HTTPField.Name(text) else { throw values.error(key, text) }
        return name
    }

    private static func patience(_ values: ConfiguredValues, _ key: ConfigurationKey) throws(StartError) -> Duration {
        try values.parse(key) { text in
            guard let duration = try? WireDuration(text), duration.milliseconds >= 100 else { return nil }
            return .milliseconds(duration.milliseconds)
        }
    }

    private static func whole(_ text: String, in range: ClosedRange<Int>) -> Int? {
        Int(text).flatMap { range.contains($0) ? $0 : nil }
    }

    private static func rate(_ text: String) -> Double? {
        Double(text).flatMap { $0 == 0 || (0.001...1_000_000).contains($0) ? $0 : nil }
    }
}

extension ConfigurationKey {
    static let estConnectionsMax = ConfigurationKey(
        "est.connections-max", default: "15000", "How many EST connections are held at a time; more wait in the kernel."
    )
    static let estHandshakeTimeout = ConfigurationKey(
        "est.handshake-timeout", default: "10s", "How long a TLS handshake over EST may take, 100ms or more.")
    static let estRequestTimeout = ConfigurationKey(
        "est.request-timeout", default: "30s",
        "How long the body of a request over EST may take to arrive, 100ms or more.")
    static let estIdleTimeout = ConfigurationKey(
        "est.idle-timeout", default: "60s", "How long an EST connection is kept without a request, 100ms or more.")
    static let estRatePerClient = ConfigurationKey(
        "est.rate-per-client", default: "5000",
        "EST requests a second for each client certificate, and for each address of clients without one; 0 is no limit."
    )
    static let estRatePerDMS = ConfigurationKey(
        "est.rate-per-dms", default: "10000", "EST requests a second for each DMS; 0 is no limit.")
    static let estTrustedProxies = ConfigurationKey(
        "est.trusted-proxies", default: "",
        "Addresses and networks of reverse proxies before EST, separated by commas, for instance 10.0.0.0/8: what they "
            + "say of their clients is believed.")
    static let estClientCertificateHeader = ConfigurationKey(
        "est.client-certificate-header", default: "",
        "The header in which those proxies pass the client's certificate: Client-Cert (RFC 9440), or another one with "
            + "a byte sequence or percent-encoded PEM.")
    static let estClientAddressHeader = ConfigurationKey(
        "est.client-address-header", default: "X-Forwarded-For",
        "The header in which those proxies pass the client's address: Forwarded (RFC 7239) or a list of addresses.")

    static let estKeys = [
        estConnectionsMax, estHandshakeTimeout, estRequestTimeout, estIdleTimeout, estRatePerClient, estRatePerDMS,
        estTrustedProxies, estClientCertificateHeader, estClientAddressHeader,
    ]
}
