import Events
import ManagementAPI
import PKIX
import RegistrationAuthority
import Storage
import StorageSQLite
import TestPKI
import TestSupport
import Testing

@Suite("An authorisation service outside")
struct WebhookTests {
    @Test("is asked with a signature that others verify, and its yes and its no count")
    func decides() async throws {
        try await AuthorisationService.run { service in
            try await service.createDMS("/decide", trusting: service.ca)
            let request = try TestRequest("modem:pump-7")
            let client = try await service.ca.issue("some-client")
            let secret = BasicCredentials(user: "line worker", password: "correct horse battery")
            let outcome = try await service.enroll(request, presented: [client], credentials: secret)
            guard case .issued(let certificate) = outcome else {
                Issue.record("no certificate")
                return
            }
            #expect(try ParsedCertificate(der: certificate).subject.commonName == "modem:pump-7")

            let refusal = try await service.refusal(try TestRequest("valve-1"))
            #expect(refusal?.kind == .forbidden && refusal?.code == "webhook-denied")
            #expect(
                refusal?.sentence == "The authorisation service of DMS \"line-1\" refused device \"valve-1\": "
                    + "valve-1 is not on the list")

            let log = try service.log
            #expect(log.split(separator: "\n").count == 2 && !log.contains("\"fault\": \"") && !log.contains("battery"))
            for part in [
                #""dms": "line-1""#, #""device_id": "pump-7""#, #""slot_id": "modem""#, "-----BEGIN CERTIFICATE-----",
                #""client_address": "192.0.2.7""#, #""unverified_user": "line worker""#, "enrollment.authorize",
            ] {
                #expect(log.contains(part), "\(part)")
            }
        }
    }

    @Test("gets no request whose own signature is wrong")
    func possession() async throws {
        try await AuthorisationService.run { service in
            try await service.createDMS("/decide", trusting: service.ca)
            var der = try TestRequest("pump-7").der
            der[der.count - 1] ^= 1
            let forged = der
            let refusal = await #expect(throws: Refusal.self) {
                try await service.enrollment.enroll(label: "line-1", request: forged, presented: [])
            }
            #expect(refusal?.kind == .invalid)
            #expect(!service.wasAsked)
        }
    }

    /// A path, and what is said of its answer.
    static let failures: [(String, String)] = [
        ("/redirect", "answered with HTTP 307"), ("/created", "answered with HTTP 201"),
        ("/broken", "answered with HTTP 500"),
        ("/rubbish", "answered with something else"), ("/text", "answered with something else"),
        ("/number", "answered with something else"), ("/empty", "answered with something else"),
        ("/array", "answered with something else"), ("/large", "sent more than 16384 bytes"),
        ("/half", "could not be reached"), ("/slow", "did not answer in time"),
    ]

    @Test("lets nobody in but by a clear yes", arguments: failures)
    func failure(path: String, fault: String) async throws {
        try await AuthorisationService.run { service in
            try await service.createDMS(path, timeout: .seconds(path == "/slow" ? 1 : 10), trusting: service.ca)
            let head = try await service.pki.head()
            let refusal = try await service.refusal(try TestRequest("pump-7"))
            #expect(refusal?.kind == .forbidden && refusal?.code == "webhook-failed")
            #expect(refusal?.sentence.contains(fault) == true, "\(String(describing: refusal))")
            #expect(try await service.pki.head() == head, "nothing was stored")
        }
    }

    @Test("must prove itself in TLS by a CA that its DMS trusts")
    func trust() async throws {
        try await AuthorisationService.run { service in
            let other = try await OpenSSLCA.make("other", in: service.folder)
            try await service.createDMS("/decide", trusting: other)
            let refusal = try await service.refusal(try TestRequest("pump-7"))
            #expect(refusal?.sentence.contains("could not be reached") == true)
            #expect(!service.wasAsked)
        }
    }

    @Test("is not the system's trust where no CA is named")
    func systemTrust() async throws {
        try await AuthorisationService.run { service in
            try await service.createDMS("/decide", trusting: nil)
            #expect(try await service.refusal(try TestRequest("pump-7"))?.code == "webhook-failed")
        }
    }

    @Test("is asked again for a request that comes again, which gets the same certificate")
    func replay() async throws {
        try await AuthorisationService.run { service in
            try await service.createDMS("/decide", trusting: service.ca)
            let request = try TestRequest("pump-7")
            let first = try await service.enroll(request)
            #expect(try await service.enroll(request) == first)
            let again = try await service.refusal(try TestRequest("pump-7"))
            #expect(again?.code == "already-enrolled", "another key is another client")
            #expect(try service.log.split(separator: "\n").count == 3)
        }
    }

    @Test("is never asked in clear, and never without a key to sign with")
    func clear() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            try await pki.createCA("issuing", under: "root", years: 5)
            try await pki.createDMSOnly { settings in
                settings.authenticationMode = .externalWebhook
                settings.externalWebhook = ExternalWebhook(url: "https://localhost/decide")
            }
            // Creation refuses such an address; here it got into the table by another way.
            let web = FakeWeb()
            web.serve("http://localhost/decide", Array(#"{"allow":true}"#.utf8))
            web.serve("https://localhost/decide", Array(#"{"allow":true}"#.utf8))
            let key = WebhookKey(database: pki.database, keyStore: pki.keyStore)
            for (key, part) in [(nil, "no key to sign with"), (key, "has no https address")] {
                if key != nil {
                    _ = try await pki.database.write { tx in
                        try tx.execute(
                            "UPDATE dms SET identity_profile = REPLACE(identity_profile, 'https://', 'http://')")
                    }
                }
                let enrollment = pki.enrollment(over: web.exchange, webhookKey: key)
                let request = try TestRequest("pump-7").der
                let refusal = await #expect(throws: Refusal.self) {
                    try await enrollment.enroll(label: "line-1", request: request, presented: [])
                }
                #expect(refusal?.sentence.contains(part) == true)
            }
            #expect(web.requests.isEmpty)
        }
    }

    @Test("verifies with one key, also of two servers that make it at the same time")
    func key() async throws {
        try await withPKI { pki in
            let shown = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await WebhookKey(database: pki.database, keyStore: pki.keyStore).show().publicKey
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(shown.count == 1 && shown.first?.hasPrefix("whpk_") == true)
        }
    }
}
