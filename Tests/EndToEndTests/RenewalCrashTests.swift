import Foundation
import TestSupport
import Testing

@Suite("A server that is killed while devices renew")
struct RenewalCrashTests {
    private struct Renewal: Sendable {
        let name: String
        let device: Identity
        let request: DeviceRequest
    }

    @Test("leaves each with a certificate, and gives each the one answer to its request when it is back")
    func killed() async throws {
        try await withTemporaryDirectory { folder in
            let (renewals, answered) = try await withLiveServer(in: folder) { server in
                let renewals = try await Self.prepare(server)
                return (renewals, try await Self.answeredUntilKilled(renewals, server))
            }
            #expect(!answered.isEmpty)
            try await withLiveServer(in: folder) { server in
                for renewal in renewals {
                    try await Self.expectSettled(renewal, answer: answered[renewal.name], server)
                }
                #expect(Set(try await server.wholeLog().map { $0["sequence"].text }).count == (try await server.head()))
            }
        }
    }

    private static func prepare(_ server: LiveServer) async throws -> [Renewal] {
        try await server.createCAs()
        try await server.createDMS([
            "name": "line-1", "cloud_dms": true,
            "identity_profile": [
                "enrollment_settings": [
                    "authorized_ca": "issuing", "bootstrap_cas": ["bootstrap"], "allow_new_auto_enrollment": true,
                ]
            ],
        ])
        let bootstrap = try await server.identity("boot")
        var renewals: [Renewal] = []
        for name in (1...8).map({ "pump-\($0)" }) {
            let first = try await DeviceRequest.make("/CN=\(name)", in: server.folder)
            let device = Identity(certificate: try await server.enrolled(first, as: bootstrap), key: first.key)
            let next = try await DeviceRequest.make("/CN=\(name)", in: server.folder)
            renewals.append(Renewal(name: name, device: device, request: next))
        }
        return renewals
    }

    /// All renew at once, and the first answer is the server's end.
    /// - Returns: the answers that came.
    private static func answeredUntilKilled(
        _ renewals: [Renewal], _ server: LiveServer
    ) async throws -> [String: [UInt8]] {
        await withTaskGroup(of: (String, [UInt8])?.self) { group in
            for renewal in renewals {
                group.addTask {
                    let reply = try? await server.reenroll(
                        renewal.request.base64, as: renewal.device, at: "line-1")
                    return reply.flatMap { $0.status == 200 ? (renewal.name, $0.body) : nil }
                }
            }
            var answered: [String: [UInt8]] = [:]
            for await answer in group.compactMap({ $0 }) {
                if answered.isEmpty { kill(server.process, SIGKILL) }
                answered[answer.0] = answer.1
            }
            return answered
        }
    }

    /// The device asks again: it has no other way to know.
    private static func expectSettled(_ renewal: Renewal, answer: [UInt8]?, _ server: LiveServer) async throws {
        let reply = try await server.reenroll(renewal.request.base64, as: renewal.device, at: "line-1")
        #expect(reply.status == 200, "\(renewal.name): \(reply.text)")
        if let answer { #expect(reply.body == answer) }
        let pem = try await OpenSSL.certificates(inPKCS7: reply.body)
        let serial = try await OpenSSL.serial(try server.folder.write("\(renewal.name)-new.pem", pem))
        let slot = try await server.call("GET", "/v1/devices/\(renewal.name)")["slots"].items[0]
        #expect(slot["active_certificate"]["serial_number"].text == serial)
        #expect(slot["archive_certificates"].items.count == 1)
        #expect(
            try await server.call("GET", "/v1/certificates/\(serial)")["revocation_timestamp"] == "0001-01-01T00:00:00Z"
        )
        let types = try await server.call("GET", "/v1/events?subject=device/\(renewal.name)").items.map { $0["type"] }
        #expect(
            types == [
                "io.lamassuiot.device.create", "io.lamassuiot.device.enroll", "io.lamassuiot.device.rotate",
                "io.lamassuiot.device.reenroll",
            ])
    }
}
