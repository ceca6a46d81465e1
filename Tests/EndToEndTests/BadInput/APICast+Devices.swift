extension APICast {
    /// A device without a certificate and a group, that the rows are about.
    static func addDevices(_ server: LiveServer) async throws {
        try await server.call("POST", "/v1/devices", ["id": "idle-1", "dms_name": "line-1"])
        try await server.call("POST", "/v1/device-groups", ["name": "idle", "filters": ["id[eq]idle-1"]])
    }

    /// What cannot be done with devices, their slots, groups and jobs.
    func devices() -> [RefusedRequest] { slots() + groups() + jobs() }

    private func slots() -> [RefusedRequest] {
        let (device, slot) = ("/v1/devices/idle-1", "/v1/devices/idle-1/slots/default")
        let wish: JSON = ["require_reenrollment": true]
        return [
            Self.row("a device that is none, to change", 404, "device-not-found", "PUT", "/v1/devices/nobody", [:]),
            Self.row("an alias of a control character", 400, "/alias", "PUT", device, ["alias": "a\u{7}"]),
            Self.row("tags that are a text", 400, "/tags", "PUT", device, ["tags": "wet"]),
            Self.row("an empty tag", 400, "/tags/1", "PUT", device, ["tags": ["wet", ""]]),
            Self.row("a status of a device", 400, "/status", "PUT", device, ["status": "DECOMMISSIONED"]),
            Self.row("metadata that is a list", 400, "/metadata", "PUT", device, ["metadata": []]),
            Self.row("a slot that is not there", 404, "slot-not-found", "GET", slot),
            Self.row("a slot that is not there, to revoke", 404, "slot-not-found", "POST", "\(slot)/revoke", [:]),
            Self.row(
                "a wish on a slot that is not there", 404, "slot-not-found", "PUT", "\(slot)/force-reenroll", wish),
            Self.row("a wish that is none", 400, "/require_reenrollment", "PUT", "\(slot)/force-reenroll", [:]),
            Self.row(
                "an import of a revoked certificate", 409, "certificate-not-live", "POST", "\(slot)/import",
                ["serial_number": .string(revoked)]),
            Self.row(
                "an import of what is not on record", 400, "certificate-not-found", "POST", "\(slot)/import",
                ["serial_number": "0a"]),
            Self.row(
                "an import of no serial number", 400, "/serial_number", "POST", "\(slot)/import",
                ["serial_number": "zz"]),
            Self.row(
                "an import into a slot with a colon", 400, "common-name-malformed", "POST",
                "/v1/devices/idle-1/slots/a%3Ab/import", ["serial_number": .string(live)]),
            Self.row(
                "a device that is none, to decommission", 404, "device-not-found", "POST",
                "/v1/devices/nobody/decommission"),
            Self.row("events of a device that is none", 404, "device-not-found", "GET", "/v1/devices/nobody/events"),
            Self.row("events of nothing", 400, "invalid-number", "GET", "\(device)/events?limit=0"),
            Self.row("events of another", 400, "unknown-parameter", "GET", "\(device)/events?subject=device/x"),
            Self.row("a wrong method", 405, "method", "DELETE", device),
        ]
    }

    private func groups() -> [RefusedRequest] {
        let groups = "/v1/device-groups"
        return [
            Self.row(
                "a group that is there", 409, "device-group-exists", "POST", groups, ["name": "idle", "filters": []]),
            Self.row("a group without a filter member", 400, "/filters", "POST", groups, ["name": "x"]),
            Self.row("a group with a space", 400, "/name", "POST", groups, ["name": "a b", "filters": []]),
            Self.row(
                "a group by what is no field", 400, "/filters/1", "POST", groups,
                ["name": "x", "filters": ["id[eq]a", "size[eq]1"]]),
            Self.row("a group by SQL", 400, "/filters/0", "POST", groups, ["name": "x", "filters": ["1=1;--[eq]x"]]),
            Self.row("another name", 400, "name-fixed", "PUT", "\(groups)/idle", ["name": "busy", "filters": []]),
            Self.row("a group that is none", 404, "device-group-not-found", "GET", "\(groups)/nobody"),
            Self.row("counts of a group that is none", 404, "device-group-not-found", "GET", "\(groups)/nobody/stats"),
            Self.row("a group that is none, to delete", 404, "device-group-not-found", "DELETE", "\(groups)/nobody"),
            Self.row(
                "devices of a group by what is no field", 400, "unknown-field", "GET",
                "\(groups)/idle/devices?filter=size[eq]1"),
        ]
    }

    private func jobs() -> [RefusedRequest] {
        let jobs = "/v1/device-groups/idle/jobs"
        return [
            Self.row("a job that is none", 404, "job-not-found", "GET", "/v1/jobs/nobody"),
            Self.row("results of a job that is none", 404, "job-not-found", "GET", "/v1/jobs/nobody/results"),
            Self.row(
                "a job that is none, to pause", 404, "job-not-found", "PUT", "/v1/jobs/nobody/status",
                ["state": "PAUSED"]),
            Self.row(
                "a job on a group that is none", 404, "device-group-not-found", "POST",
                "/v1/device-groups/nobody/jobs", ["operation": "revoke"]),
            Self.row("an operation that is none", 400, "/operation", "POST", jobs, ["operation": "paint"]),
            Self.row("a rate of nothing", 400, "/rate", "POST", jobs, ["operation": "revoke", "rate": 0]),
            Self.row("a rate beyond all", 400, "/rate", "POST", jobs, ["operation": "revoke", "rate": 100_001]),
            Self.row(
                "a reason that suits another", 400, "/reason", "POST", jobs, ["operation": "revoke", "reason": "x"]),
            Self.row(
                "a hold of many", 400, "/revocation_reason", "POST", jobs,
                ["operation": "revoke", "revocation_reason": "CertificateHold"]),
        ]
    }
}
