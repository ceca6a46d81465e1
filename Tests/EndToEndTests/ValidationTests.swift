import Foundation
import TestSupport
import Testing

@Suite("The validation listener of a server")
struct ValidationTests {
    @Test("gives out the certificate of a CA at the address that stands in what the CA signed")
    func caIssuers() async throws {
        try await withTemporaryDirectory { folder in
            try await withLiveServer(in: folder) { server in
                try await server.createPlant()
                let addresses = try JSON.parse(folder.read("data/addresses.json"))
                let listener = try #require(addresses["validation"].text)
                let cas = try await server.call("GET", "/v1/cas")
                let subordinates = cas["list"].items.filter {
                    $0["issuer_metadata"]["ca_id"].text != $0["id"].text
                }
                #expect(!subordinates.isEmpty)
                for ca in subordinates {
                    let parent = try #require(ca["issuer_metadata"]["ca_id"].text)
                    let pem = try folder.write("ca.pem", Data(base64Encoded: ca["certificate"].text ?? "") ?? Data())
                    let shown = try await Command.check(
                        "openssl", ["x509", "-in", pem, "-noout", "-ext", "authorityInfoAccess"])
                    let address = "\(listener)/ca/\(parent)/0.cer"
                    #expect(shown.text.contains("CA Issuers - URI:\(address)\n"))
                    let issuer = try await Command.check("curl", ["--silent", "--fail", address])
                    let file = try folder.write("issuer.der", issuer.stdout)
                    try await Command.check(
                        "openssl", ["verify", "-partial_chain", "-trusted", file, pem])
                }
                let metrics = try await server.api("GET", "/metrics").text
                let count = #"shedu_validation_requests_total{operation="ca",status="200"} \#(subordinates.count)"#
                #expect(metrics.contains(count))
                for gauge in ["ocsp_kept_answers 0", "ocsp_kept_bytes 0", "crl_due ", "crl_due_oldest_seconds "] {
                    #expect(metrics.contains("\nshedu_\(gauge)"))
                }
            }
        }
    }

    @Test("leads to the certificate of the key that signed also when the CA has another key")
    func caIssuersAfterRekey() async throws {
        try await withTemporaryDirectory { folder in
            try await withLiveServer(in: folder) { server in
                try await server.createPlant()
                let listener = try #require(
                    try JSON.parse(folder.read("data/addresses.json"))["validation"].text)
                let all = try await server.call("GET", "/v1/cas")["list"].items
                let below = try #require(all.first { $0["issuer_metadata"]["ca_id"].text != $0["id"].text })
                let parent = try #require(below["issuer_metadata"]["ca_id"].text)
                let pem = try folder.write("below.pem", Data(base64Encoded: below["certificate"].text ?? "") ?? Data())
                _ = try await server.call("POST", "/v1/cas/\(parent)/rekey", JSON.object([:]))
                for (path, signed) in [("\(parent)/0", true), ("\(parent)/1", false), (parent, false)] {
                    let issuer = try await Command.check(
                        "curl", ["--silent", "--fail", "\(listener)/ca/\(path).cer"])
                    let file = try folder.write("issuer.der", issuer.stdout)
                    let verdict = try await Command.run(
                        "openssl", ["verify", "-partial_chain", "-trusted", file, pem])
                    #expect((verdict.status == 0) == signed, "\(path): \(verdict.stderr)")
                }
            }
        }
    }
}
