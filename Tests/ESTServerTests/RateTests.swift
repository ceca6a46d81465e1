import ESTServer
import Testing

@Suite("Rates")
struct RateTests {
    @Test("a client over its rate gets 429 and the time to wait, and others are served")
    func perClient() async throws {
        try await withWorld(limits: patient, rates: ESTRates(perClient: 0.1)) { world in
            let path = "/.well-known/est/plant/cacerts"
            let (one, two) = (try world.makeClient(.p256), try world.makeClient(.ed25519))
            let arguments = { (client: (certificate: String, key: String)) in
                ["--cert", client.certificate, "--key", client.key]
            }
            #expect(try await world.curl(path, arguments(one)).status == 200)
            let refused = try await world.curl(path, arguments(one))
            #expect(refused.status == 429 && refused.text == "This client sends too many requests; wait 10 s.\n")
            #expect(refused.head.contains("\r\nRetry-After: 10\r\n"))
            #expect(try await world.curl(path, arguments(two)).status == 200)
            // Without a certificate the address counts.
            #expect(try await world.curl(path).status == 200)
            #expect(try await world.curl(path).status == 429)
        }
    }

    @Test("a DMS over its rate gets 429, and another DMS is served")
    func perDMS() async throws {
        try await withWorld(limits: patient, rates: ESTRates(perDMS: 0.1)) { world in
            #expect(try await world.curl("/.well-known/est/plant/cacerts").status == 200)
            let refused = try await world.curl("/.well-known/est/plant/cacerts")
            #expect(refused.status == 429 && refused.text.contains("This DMS gets too many requests"))
            #expect(try await world.curl("/.well-known/est/other/cacerts").status == 200)
        }
    }

    @Test("a refused enrolment is not put to the authority, and its connection goes on")
    func enrollment() async throws {
        try await withWorld(limits: patient, rates: ESTRates(perClient: 0.1), isOpen: true) { world in
            let body = base64(try await world.makeRequest())
            #expect(try await world.enroll(body, client: nil).status == 200)
            #expect(try await world.enroll(body, client: nil).status == 429)
            #expect(world.authority.visits.count == 1)
        }
    }
}
