import HTTPTypes
import Foundation
import PKIX
import Testing

@testable import ESTServer

@Suite("Trusted proxies")
struct ProxyTests {
    @Test("a header from someone who is no trusted proxy is not looked at", arguments: ["Client-Cert", "X-SSL-Cert"])
    func untrusted(name: String) async throws {
        let header = try #require(HTTPField.Name(name))
        let proxies = TrustedProxies(networks: [try #require(IPNetwork("10.0.0.0/8"))], certificateHeader: header)
        try await withWorld(proxies: proxies) { world in
            let body = base64(try await world.makeRequest())
            let answer = try await world.enroll(body, client: nil, ["-H", "\(name): \(try world.passed(name))"])
            #expect(answer.status == 401)
            #expect(world.authority.visits.map(\.client) == [ClientIdentity(chain: [], remoteAddress: "127.0.0.1")])
        }
    }

    @Test("without a configuration nobody is a proxy")
    func unconfigured() async throws {
        try await withWorld { world in
            let body = base64(try await world.makeRequest())
            let fields = ["-H", "Client-Cert: \(try world.passed("Client-Cert"))", "-H", "X-Forwarded-For: 192.0.2.9"]
            #expect(try await world.enroll(body, client: nil, fields).status == 401)
            #expect(world.authority.visits.map(\.client) == [ClientIdentity(chain: [], remoteAddress: "127.0.0.1")])
        }
    }

    @Test(
        "a trusted proxy's header is the client's certificate, in both forms", arguments: ["Client-Cert", "X-SSL-Cert"])
    func trusted(name: String) async throws {
        let header = try #require(HTTPField.Name(name))
        let proxies = TrustedProxies(
            networks: [try #require(IPNetwork("127.0.0.0/8"))], certificateHeader: header,
            addressHeader: HTTPField.Name("X-Forwarded-For"))
        try await withWorld(proxies: proxies) { world in
            let body = base64(try await world.makeRequest())
            let issuer = Data(try world.ca.certificate.der()).base64EncodedString()
            let fields = [
                "-H", "\(name): \(try world.passed(name))", "-H", "Client-Cert-Chain: :\(issuer):",
                "-H", "X-Forwarded-For: 203.0.113.1, 192.0.2.9",
            ]
            // The proxy's own certificate is not the client's.
            #expect(try await world.enroll(body, client: try world.makeClient(), fields).status == 200)
            let leaf = try world.ca.certificate.der()
            let chain = name == "Client-Cert" ? [leaf, leaf] : [leaf]
            #expect(world.authority.visits.map(\.client) == [ClientIdentity(chain: chain, remoteAddress: "192.0.2.9")])
        }
    }

    @Test("a trusted proxy without the header has a client without a certificate")
    func withoutHeader() async throws {
        let proxies = TrustedProxies(
            networks: [try #require(IPNetwork("127.0.0.1"))], certificateHeader: HTTPField.Name("Client-Cert"))
        try await withWorld(proxies: proxies) { world in
            let body = base64(try await world.makeRequest())
            #expect(try await world.enroll(body, client: try world.makeClient()).status == 401)
        }
    }

    @Test("what is no certificate in a trusted proxy's header is a 400", arguments: malformed)
    func malformedHeader(value: String) async throws {
        let proxies = TrustedProxies(
            networks: [try #require(IPNetwork("127.0.0.1"))], certificateHeader: HTTPField.Name("Client-Cert"))
        try await withWorld(proxies: proxies) { world in
            let body = base64(try await world.makeRequest())
            let fields = value.split(separator: "|").flatMap { ["-H", "Client-Cert: \($0)"] }
            let answer = try await world.enroll(body, client: nil, fields)
            #expect(answer.status == 400 && answer.text.contains("Client-Cert"))
            #expect(world.authority.visits.isEmpty)
        }
    }

    @Test("the client's address is the last one that no trusted proxy has", arguments: forwarded)
    func addresses(header: String, values: [String], expected: String) throws {
        let name = try #require(HTTPField.Name(header))
        let networks = try ["10.0.0.0/8", "2001:db8:1::/48"].map { try #require(IPNetwork($0)) }
        var fields = HTTPFields()
        for value in values { fields.append(HTTPField(name: name, value: value)) }
        let proxies = TrustedProxies(networks: networks, addressHeader: name)
        #expect(proxies.clientAddress(fields, peer: "10.0.0.1") == expected)
    }

    @Test("networks contain what begins with their bits", arguments: networks)
    func network(text: String, address: String, isIn: Bool) throws {
        #expect(try #require(IPNetwork(text)).contains(address) == isIn)
    }

    @Test(
        "what is no network is refused",
        arguments: ["", "10.0.0", "10.0.0.0/33", "10.0.0.1/8", "::1/129", "a/8", "10.0.0.0/", "/8"])
    func noNetwork(text: String) {
        #expect(IPNetwork(text) == nil)
    }

    static let malformed = [
        ":MIIB", "MIIB:", ":!:", "::", "x", "%zz", "-----BEGIN%20CERTIFICATE-----%0AMIIB", ":MIIB:|:MIIB:", ":TUlJ",
    ]
    static let forwarded: [(String, [String], String)] = [
        ("X-Forwarded-For", [], "10.0.0.1"), ("X-Forwarded-For", ["192.0.2.1"], "192.0.2.1"),
        ("X-Forwarded-For", ["203.0.113.7, 192.0.2.1, 10.0.0.2"], "192.0.2.1"),
        ("X-Forwarded-For", ["203.0.113.7", "192.0.2.1", "10.0.0.2"], "192.0.2.1"),
        ("X-Forwarded-For", ["192.0.2.1:4711"], "192.0.2.1"),
        ("X-Forwarded-For", ["[2001:db8::1]:4711"], "2001:db8::1"),
        ("X-Forwarded-For", ["2001:db8::1, 2001:db8:1::9"], "2001:db8::1"),
        ("X-Forwarded-For", ["unknown"], "10.0.0.1"),
        ("X-Forwarded-For", ["192.0.2.1, x, 10.0.0.2"], "10.0.0.2"), ("X-Forwarded-For", ["10.0.0.3"], "10.0.0.3"),
        ("Forwarded", ["for=192.0.2.1;proto=https"], "192.0.2.1"),
        ("Forwarded", ["for=203.0.113.7, proto=https; For=\"[2001:db8::7]:80\""], "2001:db8::7"),
        ("Forwarded", ["for=_hidden"], "10.0.0.1"), ("Forwarded", ["by=10.0.0.2"], "10.0.0.1"),
    ]
    static let networks: [(String, String, Bool)] = [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.0.0.1", "10.0.0.1", true),
        ("10.0.0.1", "10.0.0.2", false), ("0.0.0.0/0", "192.0.2.1", true), ("0.0.0.0/0", "2001:db8::1", false),
        ("192.0.2.128/25", "192.0.2.127", false), ("192.0.2.128/25", "::ffff:192.0.2.129", true),
        ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::1", false), ("::1", "", false),
    ]
}

extension World {
    /// The CA's certificate, as a proxy passes it in a header of this name.
    fileprivate func passed(_ name: String) throws -> String {
        if name == "Client-Cert" { return ":\(Data(try ca.certificate.der()).base64EncodedString()):" }
        let pem = String(decoding: try ca.certificate.pem(), as: UTF8.self)
        return try #require(pem.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
    }
}
