import Foundation
import TestSupport

extension ESTCast {
    /// What is wrong is the client, or where it asks.
    func clients() async throws -> [RefusedRequest] {
        let selfSigned = try await selfSigned()
        let rows: [(String, Int, String, Identity, String)] = [
            ("a self-signed certificate", 401, "neither trusted", selfSigned, "line-1"),
            ("a certificate of a CA that is no bootstrap CA", 401, "neither trusted", ofIssuingCA, "line-1"),
            ("a certificate of another DMS's bootstrap CA", 401, "neither trusted", bootstrap, "of-brief"),
            ("an expired certificate", 401, "expired", expired, "of-brief"),
            ("a revoked certificate", 401, "REVOKED", revoked, "line-1"),
            ("a certificate of a revoked CA", 401, "REVOKED", ofRevokedCA, "of-compromised"),
            ("a device's certificate instead of a bootstrap certificate", 401, "neither trusted", device, "line-1"),
            ("a DMS that waits for approval", 403, "PENDING_APPROVAL", bootstrap, "pending"),
            ("a DMS that was rejected", 403, "REJECTED", bootstrap, "rejected"),
            ("a DMS that was revoked", 403, "REVOKED", bootstrap, "revoked"),
            ("a DMS that registers no device by itself", 403, "not registered", bootstrap, "pre-registered"),
            ("a DMS that is not there", 404, "nobody", bootstrap, "nobody"),
            ("a label in another case", 404, "LINE-1", bootstrap, "LINE-1"),
            ("a label with a percent sign that is none", 400, "percent-encoded", bootstrap, "%zz"),
            ("a label with a NUL", 400, "percent-encoded", bootstrap, "%00"),
            ("a label that is no UTF-8", 400, "percent-encoded", bootstrap, "%ff"),
            ("a label of 300 bytes", 400, "255", bootstrap, String(repeating: "a", count: 300)),
            ("a label that is an operation", 404, "Nothing is here", bootstrap, "cacerts"),
            ("a path that climbs", 404, "Nothing is here", bootstrap, "../est/line-1"),
            ("a label that is empty", 404, "Nothing is here", bootstrap, "/line-1"),
        ]
        let body = unused.base64
        return rows.map { name, status, reason, client, dms in
            RefusedRequest(name, status, reason) { try await $0.enroll(body, as: client, at: dms) }
        } + [
            RefusedRequest("no certificate", 401, "Present a certificate") {
                try await $0.est("line-1/simpleenroll", Self.pkcs10, body: body)
            },
            RefusedRequest("no label, and no default DMS", 404, "no default DMS") {
                try await $0.est("simpleenroll", client.arguments + Self.pkcs10, body: body)
            },
        ]
    }

    private var client: Identity { bootstrap }

    /// What is wrong is what the device is, or what it did before.
    func devices() async throws -> [RefusedRequest] {
        let again = try await request("/CN=pump-1")
        let (bootstrap, device, other) = (bootstrap, device, unused.base64)
        return [
            RefusedRequest("a device that has a certificate", 409, "already has a certificate") {
                try await $0.enroll(again, as: bootstrap)
            },
            RefusedRequest("a device of another DMS", 403, "not a device of DMS") {
                try await $0.enroll(again, as: bootstrap, at: "line-2")
            },
            RefusedRequest("simplereenroll of a device that has a certificate", 409, "already has a certificate") {
                try await $0.est("line-1/simplereenroll", bootstrap.arguments + Self.pkcs10, body: again)
            },
            RefusedRequest("simplereenroll for another device than the certificate's", 403, "renews no other") {
                try await $0.est("line-1/simplereenroll", device.arguments + Self.pkcs10, body: other)
            },
        ]
    }

    /// What is wrong is the method, the path or a header.
    func paths() -> [RefusedRequest] {
        let (arguments, body) = (bootstrap.arguments, unused.base64)
        let rows: [(String, Int, String, String, [String], [UInt8]?)] = [
            ("GET to enrol", 405, "POST", "line-1/simpleenroll", Self.pkcs10, nil),
            ("PUT to enrol", 405, "POST", "line-1/simpleenroll", Self.pkcs10 + ["-X", "PUT"], body),
            ("POST for the CAs", 405, "GET", "line-1/cacerts", Self.pkcs10, body),
            ("DELETE of the CAs", 405, "GET", "line-1/cacerts", ["-X", "DELETE"], nil),
            ("an operation that is none", 404, "no such EST operation", "line-1/simpleenrol", Self.pkcs10, body),
            ("an operation in another case", 404, "no such EST operation", "line-1/CACERTS", [], nil),
            ("an operation that is not offered", 404, "no such EST operation", "line-1/fullcmc", Self.pkcs10, body),
            ("a path that goes on", 404, "Nothing is here", "line-1/cacerts/more", [], nil),
            ("a path that ends in a slash", 404, "Nothing is here", "line-1/cacerts/", [], nil),
            ("the CAs of a DMS that is not there", 404, "nobody", "nobody/cacerts", [], nil),
            ("the CAs of no DMS", 404, "no default DMS", "cacerts", [], nil),
            (
                "another Content-Type", 400, "Content-Type", "line-1/simpleenroll", ["-H", "Content-Type: text/plain"],
                body
            ),
            (
                "a Content-Type that is almost right", 400, "Content-Type", "line-1/simpleenroll",
                ["-H", "Content-Type: application/pkcs10x"], body
            ),
            ("no Content-Type", 400, "no Content-Type", "line-1/simpleenroll", ["-H", "Content-Type:"], body),
        ]
        return rows.map { name, status, reason, path, more, body in
            RefusedRequest(name, status, reason) { try await $0.est(path, arguments + more, body: body) }
        }
    }

    private static let pkcs10 = ["-H", "Content-Type: application/pkcs10"]

    private func selfSigned() async throws -> Identity {
        let (certificate, key) = (folder.path("self-signed.pem"), folder.path("self-signed.key"))
        try await Command.check(
            "openssl",
            ["req", "-x509", "-nodes", "-subj", "/CN=boot-1", "-days", "2", "-keyout", key, "-out", certificate]
                + DeviceRequest.p256)
        return Identity(certificate: certificate, key: key)
    }
}
