import Foundation
import TestSupport

/// What the table of bad input is about.
struct APICast: Sendable {
    /// Serial number of a certificate that is revoked.
    let revoked: String
    /// Serial number of one that is not.
    let live: String
    /// PEM in base64, as the API takes it.
    let request: JSON

    static func assemble(_ server: LiveServer) async throws -> APICast {
        try await server.createPlant()
        try await server.call("POST", "/v1/cas", LiveServer.caBody("gone"))
        try await server.call("PUT", "/v1/cas/gone/status", ["status": "REVOKED"])
        try await server.call("POST", "/v1/dms", LiveServer.dmsBody("rejected"))
        try await server.approve("rejected", "REJECTED")
        try await server.call("POST", "/v1/connectors", ["id": "aws", "region": "eu-west-1", "enabled": false])
        let (revoked, live) = (try await server.identity("old").serial, try await server.identity("new").serial)
        try await server.revoke(revoked)
        let der = try await DeviceRequest.make("/CN=pump-1", in: server.folder).der
        let pem = try await Command.check("openssl", ["req", "-inform", "DER"], stdin: der).stdout
        return APICast(revoked: revoked, live: live, request: .string(Data(pem).base64EncodedString()))
    }

    static func row(
        _ name: String, _ status: Int, _ reason: String, _ method: String, _ path: String, _ body: JSON? = nil
    ) -> RefusedRequest {
        RefusedRequest(name, status, reason) { try await $0.api(method, path, body) }
    }

    static func raw(_ name: String, _ reason: String, _ body: [UInt8], _ path: String = "/v1/cas") -> RefusedRequest {
        RefusedRequest(name, 400, reason) { try await $0.api("POST", path, bytes: body) }
    }

    /// A body for a new CA, with one change.
    static func ca(_ change: (inout JSON) -> Void) -> JSON {
        var body = LiveServer.caBody("fresh")
        change(&body)
        return body
    }

    static func dms(_ change: (inout JSON) -> Void) -> JSON {
        var body = LiveServer.dmsBody("fresh")
        change(&body)
        return body
    }
}
