import ESTServer
import HTTPTypes
import Testing

@testable import Server

@Suite("Settings of the EST listener")
struct ESTSettingsTests {
    @Test("are read from their keys")
    func read() async throws {
        let est = try await settings([
            "est.rate-per-client": "0.5", "est.rate-per-dms": "0", "est.connections-max": "7",
            "est.idle-timeout": "1500ms", "est.trusted-proxies": "10.0.0.0/8, ::1",
            "est.client-certificate-header": "Client-Cert", "est.client-address-header": "Forwarded",
        ])
        #expect(est.rates == ESTRates(perClient: 0.5, perDMS: 0))
        #expect(est.limits.connectionsMax == 7 && est.limits.idleTimeout == .milliseconds(1_500))
        #expect(est.proxies.networks == [IPNetwork("10.0.0.0/8"), IPNetwork("::1")])
        #expect(est.proxies.certificateHeader?.canonicalName == "client-cert")
        #expect(est.proxies.addressHeader?.canonicalName == "forwarded")
    }

    @Test("trust no proxy unless told")
    func defaults() async throws {
        let est = try await settings([:])
        #expect(est.proxies.networks.isEmpty && est.proxies.certificateHeader == nil)
        #expect(est.rates.perClient > 0 && est.rates.perDMS > 0)
    }

    @Test(
        "that cannot be are refused by name",
        arguments: [
            ("est.rate-per-client", "-1"), ("est.rate-per-client", "nan"), ("est.rate-per-dms", "1e9"),
            ("est.connections-max", "0"), ("est.request-timeout", "1ms"), ("est.trusted-proxies", "10.0.0.1/8"),
            ("est.trusted-proxies", "10.0.0.1,proxy"), ("est.client-certificate-header", "Client Cert"),
            ("est.client-certificate-header", "Client-Cert"),
        ])
    func refused(name: String, value: String) async throws {
        let error = await #expect(throws: StartError.self) { _ = try await settings([name: value]) }
        #expect(error?.description.contains(name) == true)
    }

    private func settings(_ flags: [String: String]) async throws -> ESTSettings {
        try await ServerConfiguration.load(flags: flags, environment: [:], file: nil).est
    }
}
