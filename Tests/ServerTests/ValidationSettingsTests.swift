import CertificateAuthority
import Events
import TestSupport
import Testing

@testable import Server

@Suite("The settings of the validation services")
struct ValidationSettingsTests {
    private func load(_ flags: [String: String]) async throws -> ServerConfiguration {
        try await ServerConfiguration.load(flags: flags, environment: [:], file: nil)
    }

    @Test("are what the reference says")
    func defaults() async throws {
        let configuration = try await load([:])
        #expect(configuration.validation.address == ListenAddress(host: "127.0.0.1", port: 8081))
        #expect(configuration.validation.url == nil && configuration.validation.cache == .hours(1))
        #expect(configuration.validation.crlValidity == .days(1) && configuration.validation.ocspValidity == .days(1))
        #expect(configuration.expiryWindows == .standard)
        #expect(configuration.roles == Set(ServerRole.allCases))
    }

    @Test(
        "with an address for certificates that is none are refused",
        arguments: [
            "pki.example", "https://pki.example", "http://", "http:///crl", "http://pki.exämple", "http://a b",
            "http://a?b", "http://a#b", "http://a\n",
        ])
    func url(text: String) async throws {
        let error = await #expect(throws: StartError.self) { _ = try await load(["validation.url": text]) }
        #expect(error?.description.contains("validation.url") == true)
    }

    @Test(
        "with a time that cannot be are refused",
        arguments: [
            ("crl.validity", "0s"), ("ocsp.validity", "-1d"), ("expiry.critical", "8d"), ("expiry.preventive", "x"),
        ])
    func times(key: String, text: String) async throws {
        let error = await #expect(throws: StartError.self) { _ = try await load([key: text]) }
        #expect(error?.description.contains(key) == true)
    }

    @Test(
        "give the address for certificates, before the listener is there and after",
        arguments: [
            (["validation.url": "http://pki.example/"], "http://pki.example", "http://pki.example"),
            ([:], "http://127.0.0.1:8081", "http://127.0.0.1:4711"),
            (["validation.address": "127.0.0.1:0"], nil, "http://127.0.0.1:4711"),
            (["validation.address": "0.0.0.0:0", "server.names": "pki.example"], nil, "http://pki.example:4711"),
            (["validation.address": "[::]:81", "server.names": "::1"], "http://[::1]:81", "http://[::1]:4711"),
            (["roles": "api,est"], nil, nil),
        ] as [([String: String], String?, String?)])
    func points(flags: [String: String], before: String?, after: String?) async throws {
        let configuration = try await load(flags)
        let points = PublishedPoints(configuration)
        #expect(points.now?.base == before)
        if configuration.roles.contains(.validation) { points.listening(on: 4711) }
        #expect(points.now?.base == after)
    }
}
