import Foundation
import TestSupport
import Testing

/// What the suites of curl and of strongSwan leave out, and a TLS stack that is neither OpenSSL nor BoringSSL.
@Suite("Further clients", .liveServer(["SHEDU_EST_DEFAULT_DMS": "swan-user"]))
struct FurtherClientTests {
    private static let password = "correct horse: battery"

    @Test(
        "strongSwan's pki enrols by user and password, with keys of every kind that it has",
        .enabled(if: StrongSwan.isThere, "needs pki of strongswan-pki"))
    func strongSwan() async throws {
        let server = try LiveServer.ofSuite()
        _ = try await server.plant("swan-user", settings: ["authentication_mode": "HTTP_BASIC"])
        try await server.call(
            "PUT", "/v1/dms/swan-user/credentials", ["user": "worker", "password": .string(Self.password)])
        let authorities = try await StrongSwan.authorities(server)
        for (kind, size) in [("ecdsa", "384"), ("rsa", "2048"), ("ed25519", "")] {
            let request = try await Self.request("swan-\(kind)", kind, size, server)
            let wrong = try await Self.enroll(request, "worker:wrong", authorities, server)
            #expect(wrong.status != 0)
            let right = try await Self.enroll(request, "worker:\(Self.password)", authorities, server)
            #expect(right.status == 0, "\(right.stderr)")
            let file = try server.folder.write("swan-\(kind).pem", right.stdout)
            #expect(try await OpenSSL.x509(file, "-subject", "-nameopt", "RFC2253") == "subject=CN=swan-\(kind)")
        }
    }

    @Test("GnuTLS enrols and renews a device, over TLS 1.2 and 1.3", arguments: ["1.2", "1.3"])
    func gnuTLS(version: String) async throws {
        let server = try LiveServer.ofSuite()
        let line = "gnu-\(version.dropFirst(2))"
        let bootstrap = try await server.plant(line, settings: ["allow_new_auto_enrollment": true])
        let client = GnuTLS(server: server, label: line, version: version)
        let name = "/CN=\(line)-pump"
        let first = try await DeviceRequest.make(name, in: server.folder)
        let enrolled = try await client.post("simpleenroll", first, as: bootstrap)
        #expect(enrolled.status == 200 && enrolled.mediaType == "application/pkcs7-mime", "\(enrolled)")
        let old = try server.folder.write("\(line).pem", try await OpenSSL.certificates(inPKCS7: enrolled.body))
        let next = try await DeviceRequest.make(name, in: server.folder)
        let device = Identity(certificate: old, key: first.key)
        let renewed = try await client.post("simplereenroll", next, as: device)
        #expect(renewed.status == 200, "\(renewed)")
        let new = try server.folder.write("\(line)-2.pem", try await OpenSSL.certificates(inPKCS7: renewed.body))
        let slot = try await server.call("GET", "/v1/devices/\(line)-pump")["slots"].items[0]
        #expect(slot["active_certificate"]["serial_number"].text == (try await OpenSSL.serial(new)))
    }

    @Test("curl gets PEM, and is told what is not offered")
    func offers() async throws {
        let server = try LiveServer.ofSuite()
        _ = try await server.plant("labelled")
        let pem = try await server.est("labelled/cacerts", ["-H", "Accept: application/x-pem-file"])
        #expect(pem.status == 200 && pem.text.components(separatedBy: "-----BEGIN CERTIFICATE-----").count == 3)
        let complete = try await server.est(
            "labelled/fullcmc", ["-H", "Content-Type: application/pkcs7-mime"], body: [0])
        #expect(complete.status == 404 && complete.mediaType == "text/plain", "\(complete)")
        #expect(try await server.est("labelled/simplereenroll").status == 405)
    }

    private static func request(
        _ name: String, _ kind: String, _ size: String, _ server: LiveServer
    ) async throws -> String {
        let arguments = ["--gen", "--type", kind, "--outform", "pem"] + (size.isEmpty ? [] : ["--size", size])
        let key = try server.folder.write("\(name).key", try await Command.check("pki", arguments).stdout)
        let request = try await Command.check(
            "pki", ["--req", "--in", key, "--type", "priv", "--dn", "CN=\(name)", "--outform", "pem"])
        return try server.folder.write("\(name).csr", request.stdout)
    }

    private static func enroll(
        _ request: String, _ user: String, _ authorities: [URL], _ server: LiveServer
    ) async throws -> Command.Output {
        let trust = ([server.trust] + authorities.map(\.path)).flatMap { ["--cacert", $0] }
        return try await Command.run(
            "pki",
            ["--est", "--url", server.est, "--in", request, "--outform", "pem", "--userpass", user] + trust)
    }
}

/// HTTP by hand over the TLS of `gnutls-cli`.
private struct GnuTLS {
    let server: LiveServer
    let label: String
    let version: String

    func post(_ operation: String, _ request: DeviceRequest, as client: Identity) async throws -> Reply {
        let head = """
            POST /.well-known/est/\(label)/\(operation) HTTP/1.1\r
            Host: 127.0.0.1\r
            Content-Type: application/pkcs10\r
            Content-Length: \(request.base64.count)\r
            Connection: close\r
            \r

            """
        let message = try server.folder.write(UUID().uuidString, Array(head.utf8) + request.base64)
        let port = server.est.split(separator: ":").last.map(String.init) ?? ""
        // What it says of itself goes to a file, and the input stays open until the server has closed the connection.
        let program = """
            mkfifo "$1.in"
            gnutls-cli --logfile "$1.log" --priority "NORMAL:-VERS-ALL:+VERS-TLS$2" --x509cafile "$3" \\
                --x509certfile "$4" --x509keyfile "$5" --port "$6" 127.0.0.1 <"$1.in" &
            exec 3>"$1.in"
            cat "$1" >&3
            wait
            """
        let arguments = [message, version, server.trust, client.certificate, client.key, port]
        let output = try await Command.check("sh", ["-c", program, "sh"] + arguments)
        return try Curl.parse(output.stdout)
    }
}
