extension APICast {
    /// What the state of things does not allow.
    func states() -> [RefusedRequest] {
        let sign: JSON = ["csr": request]
        return [
            Self.row("an id that is taken", 409, "ca-exists", "POST", "/v1/cas", LiveServer.caBody("root")),
            Self.row("a name that is taken", 409, "dms-exists", "POST", "/v1/dms", LiveServer.dmsBody("line-1")),
            Self.row(
                "a connector that is there", 409, "conflict", "POST", "/v1/connectors",
                ["id": "aws", "region": "eu-west-1"]),
            Self.row(
                "a CA that is revoked already", 409, "ca-revoked", "PUT", "/v1/cas/gone/status", ["status": "REVOKED"]),
            Self.row("a CA that is not on hold", 409, "ca-status", "PUT", "/v1/cas/root/status", ["status": "ACTIVE"]),
            Self.row(
                "a status that is not settable", 400, "status-not-settable", "PUT", "/v1/cas/root/status",
                ["status": "EXPIRED"]),
            Self.row("a status that is none", 400, "/status", "PUT", "/v1/cas/root/status", ["status": "GONE"]),
            Self.row(
                "a reason that is none", 400, "/revocation_reason", "PUT", "/v1/cas/root/status",
                ["status": "REVOKED", "revocation_reason": "Boredom"]),
            Self.row(
                "RemoveFromCRL for a CA", 400, "reason-not-allowed", "PUT", "/v1/cas/root/status",
                ["status": "REVOKED", "revocation_reason": "RemoveFromCRL"]),
            Self.row(
                "RemoveFromCRL", 400, "reason-not-allowed", "PUT", "/v1/certificates/\(live)/status",
                ["status": "REVOKED", "revocation_reason": "RemoveFromCRL"]),
            Self.row(
                "a certificate that is revoked already", 409, "certificate-revoked", "PUT",
                "/v1/certificates/\(revoked)/status", ["status": "REVOKED"]),
            Self.row(
                "a release of what is not on hold", 409, "certificate-not-on-hold", "PUT",
                "/v1/certificates/\(revoked)/status", ["status": "ACTIVE"]),
            Self.row(
                "a DMS that is approved already", 409, "dms-status", "PUT", "/v1/dms/line-1/status",
                ["status": "APPROVED"]),
            Self.row(
                "a DMS that is rejected", 409, "dms-status", "PUT", "/v1/dms/rejected/status", ["status": "APPROVED"]),
            Self.row(
                "a DMS set back to waiting", 409, "dms-status", "PUT", "/v1/dms/line-1/status",
                ["status": "PENDING_APPROVAL"]),
            Self.row("a signature of a revoked CA", 409, "ca-revoked", "POST", "/v1/cas/gone/certificates/sign", sign),
            Self.row(
                "a child of a revoked CA", 409, "ca-revoked", "POST", "/v1/cas",
                LiveServer.caBody("fresh", below: "gone")),
            Self.row(
                "a signature of a CA that is not there", 404, "ca-not-found", "POST",
                "/v1/cas/nobody/certificates/sign", sign),
            Self.row(
                "a profile that is not there", 404, "profile-not-found", "POST", "/v1/cas/issuing/certificates/sign",
                ["csr": request, "profile": "none"]),
            Self.row("a CA that is not there", 404, "ca-not-found", "GET", "/v1/cas/nobody"),
            Self.row(
                "a CA that is not there, to revoke", 404, "ca-not-found", "PUT", "/v1/cas/nobody/status",
                ["status": "REVOKED"]),
            Self.row("a certificate that is not there", 404, "certificate-not-found", "GET", "/v1/certificates/01-02"),
            Self.row("a serial number that is none", 400, "serial-malformed", "GET", "/v1/certificates/zz"),
            Self.row("a serial number with a digit missing", 400, "serial-malformed", "GET", "/v1/certificates/1-b1"),
            Self.row(
                "a DMS that is not there", 404, "dms-not-found", "PUT", "/v1/dms/nobody/status",
                ["status": "APPROVED"]),
            Self.row("a device that is not there", 404, "device-not-found", "GET", "/v1/devices/nobody"),
            Self.row("a connector that is not there", 404, "not-found", "GET", "/v1/connectors/nobody"),
            Self.row(
                "a binding of a CA that is not there", 404, "not-found", "GET", "/v1/connectors/aws/bindings/nobody"),
            Self.row(
                "a subscription that is not there", 404, "subscription-not-found", "GET", "/v1/subscriptions/nobody"),
            Self.row(
                "a replay from before the first event", 400, "/from", "POST", "/v1/subscriptions/cloud-proxy/replay",
                ["from": 0]),
            Self.row("a schema that is not there", 404, "schema-not-found", "GET", "/v1/schemas/ca.create/99"),
            Self.row("a path that is not there", 404, "unknown-path", "GET", "/v1/nothing"),
            Self.row("a path with a slash too many", 404, "unknown-path", "GET", "/v1/cas/"),
        ]
    }

    /// What is wrong is the query.
    func queries() -> [RefusedRequest] {
        let rows: [(String, String, String)] = [
            ("an unknown parameter", "unknown-parameter", "/v1/cas?bogus=1"),
            ("a field that is none", "unknown-field", "/v1/cas?filter=bogus[eq]x"),
            ("an operand that is none", "unknown-operand", "/v1/cas?filter=id[xx]x"),
            ("a filter that is none", "malformed-filter", "/v1/cas?filter=id"),
            ("SQL for a field", "unknown-field", "/v1/cas?filter=1=1;--[eq]x"),
            ("a time that is none", "invalid-filter-value", "/v1/certificates?filter=valid_to[bf]yesterday"),
            ("a page of nothing", "invalid-page-size", "/v1/cas?page_size=0"),
            ("a page of 1,001", "invalid-page-size", "/v1/cas?page_size=1001"),
            ("a page of words", "invalid-page-size", "/v1/cas?page_size=many"),
            ("a page beyond all numbers", "invalid-page-size", "/v1/cas?page_size=99999999999999999999"),
            ("a page size twice", "repeated-parameter", "/v1/cas?page_size=1&page_size=2"),
            ("sorting by a field that is none", "unknown-field", "/v1/devices?sort_by=bogus"),
            ("sorting in an order that is none", "invalid-sort-mode", "/v1/dms?sort_mode=up"),
            ("a bookmark that is none", "invalid-bookmark", "/v1/cas?bookmark=bogus"),
            ("a percent sign that is none", "invalid-query", "/v1/cas?page_size=%zz"),
            ("a cursor that is none", "invalid-number", "/v1/events?after=x"),
            ("a cursor before all events", "invalid-number", "/v1/events?after=-1"),
            ("a cursor beyond all numbers", "invalid-number", "/v1/events?after=9223372036854775808"),
            ("a batch of nothing", "invalid-number", "/v1/events?limit=0"),
            ("an event type that is none", "unknown-event-type", "/v1/events?type=bogus"),
            ("a parameter that the log has not", "unknown-parameter", "/v1/events?page_size=1"),
        ]
        return rows.map { Self.row($0.0, 400, $0.1, "GET", $0.2) } + [
            RefusedRequest("a Last-Event-ID that is none", 400, "Last-Event-ID") {
                try await $0.api(
                    "GET", "/v1/events", nil, ["-H", "Accept: text/event-stream", "-H", "Last-Event-ID: x"])
            },
            RefusedRequest("a bookmark of another order", 400, "invalid-bookmark") { server in
                let next = try await server.call("GET", "/v1/cas?page_size=1")["next"].text ?? ""
                return try await server.api("GET", "/v1/cas?page_size=1&sort_by=common_name&bookmark=\(next)")
            },
        ]
    }

    /// What is wrong is who asks, or how.
    func transport() -> [RefusedRequest] {
        let body = (try? LiveServer.caBody("fresh").bytes) ?? []
        let long = [UInt8](repeating: 0x20, count: (1 << 20) + 1)
        let json = ["-H", "Content-Type: application/json"]
        let authorizations = [
            "no token": [], "a wrong token": ["-H", "Authorization: Bearer 0000"],
            "an empty token": ["-H", "Authorization: Bearer "], "a password": ["-u", "admin:admin"],
        ]
        let unknown = authorizations.sorted { $0.key < $1.key }.flatMap { name, arguments in
            [("/v1/cas", "POST"), ("/v1/nothing", "GET"), ("/metrics", "GET"), ("/v1/cas", "DELETE")].map {
                path, method in
                RefusedRequest("\(name) for \(method) \(path)", 401, "token") {
                    try await $0.anonymous(method, path, method == "POST" ? body : nil, arguments + json)
                }
            }
        }
        return unknown + [
            RefusedRequest("the token as another scheme's", 401, "token") {
                try await $0.anonymous("GET", "/v1/cas", nil, ["-H", "Authorization: Basic \($0.token)"])
            },
            RefusedRequest("the token in the query", 401, "token") {
                try await $0.anonymous("GET", "/v1/cas?access_token=\($0.token)")
            },
            RefusedRequest("a body over 1 MiB", 413, "body-too-large") {
                try await $0.api("POST", "/v1/cas", bytes: long)
            },
            RefusedRequest("a body over 1 MiB, in chunks", 413, "body-too-large") {
                try await $0.api("POST", "/v1/cas", bytes: long, ["-H", "Transfer-Encoding: chunked"])
            },
            RefusedRequest("another Content-Type", 415, "text/plain") {
                try await $0.api("POST", "/v1/cas", bytes: body, ["-H", "Content-Type: text/plain"])
            },
            RefusedRequest("a form", 415, "unsupported-media-type") {
                try await $0.anonymous("POST", "/v1/cas", body, ["-H", "Authorization: Bearer \($0.token)"])
            },
            Self.row("PATCH of the CAs", 405, "method-not-allowed", "PATCH", "/v1/cas"),
            Self.row("DELETE of a CA that is ACTIVE", 409, "ca-in-use", "DELETE", "/v1/cas/root"),
            Self.row("DELETE of a device", 405, "method-not-allowed", "DELETE", "/v1/devices/pump-1"),
            Self.row("POST of an event", 405, "method-not-allowed", "POST", "/v1/events", [:]),
            Self.row("PUT of the devices", 405, "method-not-allowed", "PUT", "/v1/devices", [:]),
        ]
    }
}
