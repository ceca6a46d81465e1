import CertificateAuthority
import ManagementAPI
import TestPKI
import Testing

@testable import IssuanceProfiles

@Suite struct AlternativeNameSyntaxTests {
    @Test(
        "a host name is labels of letters, digits and inner hyphens",
        arguments: ["a", "pump-7", "a.b-c.example", "1.2"])
    func hostNames(text: String) {
        #expect(AlternativeNameSyntax.isHostName(text))
    }

    @Test(
        "what no relying party could match is no host name",
        arguments: ["", "a b", "*.example", "a..b", "-a", "a-", ".a", "a.", "ä", String(repeating: "a", count: 64)])
    func noHostNames(text: String) {
        #expect(!AlternativeNameSyntax.isHostName(text))
    }

    @Test("a wildcard is a whole first label before two more")
    func wildcards() {
        #expect(AlternativeNameSyntax.isWildcard("*.plant.example"))
        for text in ["*", "*.", "*.example", "a*.b.c", "*a.b.c", "a.*.b.c", "*.*.b.c", "*.a..b"] {
            #expect(!AlternativeNameSyntax.isWildcard(text), "\(text)")
        }
    }

    @Test("a mail address has one @, and a host name behind it")
    func mailboxes() {
        #expect(AlternativeNameSyntax.isMailbox("plant+1@example.com"))
        for text in ["", "a", "@b", "a@", "a@b@c", "a b@c", "\"a\"@b", "a@-b"] {
            #expect(!AlternativeNameSyntax.isMailbox(text), "\(text)")
        }
    }

    @Test("a URI is absolute")
    func uris() {
        for text in ["urn:dev:mac:0024befffe804ff1", "spiffe://plant/pump-7", "a+b-c.1:x"] {
            #expect(AlternativeNameSyntax.isAbsoluteURI(text), "\(text)")
        }
        for text in ["", "plant", ":x", "1a:x", "a:", "a: b", "no scheme"] {
            #expect(!AlternativeNameSyntax.isAbsoluteURI(text), "\(text)")
        }
    }

    @Test("a request for a wrong name is refused, quotes it, and leaves nothing behind")
    func refused() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            let request = try TestRequest("pump-7", dnsNames: ["good.example", "*.bad..name"])
            let refusal = await #expect(throws: Refusal.self) {
                try await pki.cas.sign(SignBody(csr: request.encoded), with: "root", by: TestPKI.caller)
            }
            #expect(refusal?.code == "csr-alternative-name" && refusal?.sentence.contains("*.bad..name") == true)
            #expect(try await pki.head() == 1)
        }
    }
}
