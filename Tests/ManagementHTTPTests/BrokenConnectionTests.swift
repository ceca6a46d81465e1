import CertificateAuthority
import Events
import Listing
import ManagementAPI
import ManagementClient
import Testing
import TestPKI

/// What the client does when the connection breaks.
@Suite struct BrokenConnectionTests {
    @Test("a POST whose answer was lost is sent once more under its key, and gets the answer of the first")
    func post() async throws {
        try await withFront { front in
            try await BreakingTunnel.run(to: front.url, breaking: 1) { tunnel, url in
                try await Self.withClient(url) { client in
                    let ca = try await client.createCA(CreateCABody.small)
                    #expect(try await front.pki.cas.list(.init()).list.map(\.id) == [ca.id])
                    #expect(tunnel.connections == 2)
                    _ = try await client.createCA(CreateCABody.small)
                    #expect(try await front.pki.head() == 2)
                }
            }
        }
    }

    @Test("it is sent once more and not twice, and a call without a key not even that")
    func limits() async throws {
        try await withFront { front in
            try await front.pki.createCA("a")
            try await BreakingTunnel.run(to: front.url, breaking: 3) { tunnel, url in
                try await Self.withClient(url) { client in
                    await Self.isUnreachable { _ = try await client.createCA(CreateCABody.small) }
                    #expect(tunnel.connections == 2)
                    await Self.isUnreachable {
                        _ = try await client.updateCAStatus(
                            of: "a", to: CertificateStatusBody(status: .revoked, revocationReason: .superseded))
                    }
                    #expect(tunnel.connections == 3)
                    let ca = try await client.ca("a")
                    #expect(ca.id == "a")
                }
            }
            #expect(try await front.pki.cas.list(.init()).list.count == 2)
        }
    }

    @Test("a caller may name its request, and two calls under that name are one")
    func ownKey() async throws {
        try await withFront { front in
            try await front.withClient { client in
                let body = try WireJSON.encode(CreateCABody.small)
                let first = try await client.call("createCA", body: body, idempotencyKey: "order-1")
                #expect(try await client.call("createCA", body: body, idempotencyKey: "order-1") == first)
                for (endpoint, key) in [("listCAs", "k"), ("createCA", ""), ("createCA", "a\nb")] {
                    await #expect(throws: ManagementClientError.self) {
                        try await client.call(endpoint, idempotencyKey: key)
                    }
                }
                #expect(try await front.pki.head() == 1)
            }
        }
    }

    private static func isUnreachable(_ body: () async throws -> Void) async {
        let error = await #expect(throws: ManagementClientError.self) { try await body() }
        if case .unreachable? = error {} else { Issue.record("\(String(describing: error))") }
    }

    private static func withClient(_ url: String, _ body: (ManagementClient) async throws -> Void) async throws {
        let client = try ManagementClient(server: url, token: Front.token)
        do {
            try await body(client)
        } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }
}

extension CreateCABody {
    fileprivate static var small: CreateCABody {
        CreateCABody(
            subject: SubjectBody(commonName: "x"), key: KeyBody(type: "ECDSA", bits: 256),
            validity: .duration(.days(364)), issuanceExpiration: .duration(.days(7)))
    }
}
