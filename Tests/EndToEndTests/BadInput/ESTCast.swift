import Foundation
import TestSupport

/// Who takes part in the table of bad input: DMSs in every state, and clients that may not enrol.
struct ESTCast: Sendable {
    let folder: TemporaryDirectory
    /// May enrol at `line-1`.
    let bootstrap: Identity
    let expired: Identity
    let revoked: Identity
    let ofRevokedCA: Identity
    let ofIssuingCA: Identity
    /// A device of `line-1` with the certificate that it enrolled.
    let device: Identity
    /// A good request that was never sent.
    let unused: DeviceRequest

    static func assemble(_ server: LiveServer) async throws -> ESTCast {
        try await server.createPlant()
        try await server.call("POST", "/v1/cas", LiveServer.caBody("brief", issuance: "1s"))
        let expired = try await server.identity("expired", of: "brief")
        try await createOtherDMS(server)
        let (bootstrap, revoked) = (try await server.identity("boot-1"), try await server.identity("boot-2"))
        try await server.revoke(revoked.serial)
        let ofRevokedCA = try await server.identity("boot-3", of: "compromised")
        try await server.call("PUT", "/v1/cas/compromised/status", ["status": "REVOKED"])
        let request = try await DeviceRequest.make("/CN=pump-1", in: server.folder)
        let device = Identity(certificate: try await server.enrolled(request, as: bootstrap), key: request.key)
        let cast = ESTCast(
            folder: server.folder, bootstrap: bootstrap, expired: expired, revoked: revoked, ofRevokedCA: ofRevokedCA,
            ofIssuingCA: try await server.identity("boot-4", of: "issuing"), device: device,
            unused: try await DeviceRequest.make("/CN=pump-2", in: server.folder))
        try await hasExpired(expired)
        try await isToldExpired(expired, by: server)
        return cast
    }

    private static func createOtherDMS(_ server: LiveServer) async throws {
        try await server.call("POST", "/v1/cas", LiveServer.caBody("compromised"))
        try await server.createDMS(LiveServer.dmsBody("line-2"))
        try await server.createDMS(LiveServer.dmsBody("of-brief", bootstrap: "brief"))
        try await server.createDMS(LiveServer.dmsBody("of-compromised", bootstrap: "compromised"))
        try await server.createDMS(LiveServer.dmsBody("revoked"))
        try await server.approve("revoked", "REVOKED")
        try await server.call("POST", "/v1/dms", LiveServer.dmsBody("rejected"))
        try await server.approve("rejected", "REJECTED")
        try await server.call("POST", "/v1/dms", LiveServer.dmsBody("pending"))
        var register = LiveServer.dmsBody("pre-registered")
        register["identity_profile"]["enrollment_settings"]["registration_mode"] = "PreRegister"
        try await server.createDMS(register)
    }

    /// Its `notAfter` is a second or two ahead; `-checkend 0` says when that is over.
    private static func hasExpired(_ identity: Identity) async throws {
        _ = try await eventually("the certificate of a second expires") {
            let check = try await Command.run(
                "openssl", ["x509", "-in", identity.certificate, "-noout", "-checkend", "0"])
            return check.status == 0 ? nil : true
        }
    }

    /// The server tells of it a little later, with an event that is none of the bad input's.
    private static func isToldExpired(_ identity: Identity, by server: LiveServer) async throws {
        let path = "/v1/certificates/\(identity.serial)"
        _ = try await eventually("the server tells that the certificate expired") {
            try await server.call("GET", path)["status"].text == "EXPIRED" ? true : nil
        }
    }

    func request(_ subject: String, key: [String] = DeviceRequest.p256, _ more: [String] = []) async throws -> [UInt8] {
        try await DeviceRequest.make(subject, in: folder, key: key, more).base64
    }
}
