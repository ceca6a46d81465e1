import DeviceManager
import Events
import JSONSchema
import Listing
import Logging
import ManagementAPI
import ManagementClient
import TestPKI
import Testing

@Suite("Groups of devices and jobs over HTTP")
struct DeviceGroupRequestTests {
    @Test("a group is created at its place, changed by who saw it, and deleted; its devices stay")
    func life() async throws {
        try await withGroup { front, created in
            #expect(created.status == 201 && created.headers["Location"] == ["/v1/device-groups/north"])
            let shown = try await front.get("/v1/device-groups/north")
            #expect(shown.body == created.body && shown.headers["ETag"] == created.headers["ETag"])
            let tag = try #require(shown.headers["ETag"].first)
            let again = try await front.send("POST", "/v1/device-groups", body: Self.north)
            #expect(try again.status == 409 && again.problem().code == "device-group-exists")
            func put(_ body: String, _ tag: String) async throws -> Front.Reply {
                try await front.send("PUT", "/v1/device-groups/north", body: body, more: [("If-Match", tag)])
            }
            let wider = #"{"name":"north","description":"all","filters":[]}"#
            #expect(try await put(wider, "\"another\"").status == 412)
            let changed = try await put(wider, tag)
            #expect(changed.status == 200 && changed.headers["ETag"] != [tag])
            let renamed = try await put(#"{"name":"south","filters":[]}"#, "*")
            #expect(try renamed.status == 400 && renamed.problem().errors?.map(\.pointer) == ["/name"])
            guard case .object(let page) = try await front.get("/v1/device-groups").json() else { return }
            #expect(try page["list"] == .array([changed.json()]))
            let stale = [("If-Match", tag)]
            #expect(try await front.send("DELETE", "/v1/device-groups/north", more: stale).status == 412)
            #expect(try await front.send("DELETE", "/v1/device-groups/north").status == 204)
            #expect(try await front.send("DELETE", "/v1/device-groups/north").status == 404)
            #expect(try await front.get("/v1/devices/pump-1").status == 200)
        }
    }

    @Test("every wrong member of a group has its pointer, and nothing is stored")
    func invalid() async throws {
        try await withGroup { front, _ in
            let wrong = #"{"name":"a b","filters":["status[eq]REVOKED","size[eq]1","tags","valid_to[bf]noon"]}"#
            let reply = try await front.send("POST", "/v1/device-groups", body: wrong)
            let problem = try reply.problem()
            #expect(reply.status == 400 && problem.code == "device-group-invalid")
            #expect(problem.errors?.map(\.pointer) == ["/name", "/filters/1", "/filters/2", "/filters/3"])
            for (body, pointer) in [
                (#"{"name":"x"}"#, "/filters"), (#"{"name":"x","filters":"tags"}"#, "/filters"),
                (#"{"name":7,"filters":[]}"#, "/name"), (#"{"name":"x","filters":[1]}"#, "/filters/0"),
                (#"{"name":"x","filters":[],"size":1}"#, "/size"),
            ] {
                let reply = try await front.send("POST", "/v1/device-groups", body: body)
                #expect(try reply.status == 400 && reply.problem().errors?.map(\.pointer) == [pointer], "\(body)")
            }
            for path in ["", "/stats", "/devices"] {
                let reply = try await front.get("/v1/device-groups/none\(path)")
                #expect(try reply.status == 404 && reply.problem().code == "device-group-not-found", "\(path)")
            }
            #expect(try await front.get("/v1/device-groups/north/devices?filter=size%5Beq%5D1").status == 400)
            #expect(try await front.get("/v1/device-groups?sort_by=filters").status == 400)
            try await front.withClient { client in
                let stats = try await client.deviceGroupStatistics("north")
                #expect(stats.total == 2 && stats.byStatus["FULLY_PROVISIONED"] == 2)
                let devices = try await client.statistics().devices
                #expect(devices?.total == 2 && devices?.byDMS == ["line-1": 2])
                #expect(devices?.byStatus["FULLY_PROVISIONED"] == 2 && devices?.byStatus["DECOMMISSIONED"] == 0)
                let first = try await client.devices(inGroup: "north", ListQuery(pageSize: 1))
                #expect(first.list.map(\.id) == ["pump-1"])
                let next = ListQuery(pageSize: 1, bookmark: first.next)
                #expect(try await client.devices(inGroup: "north", next).list.map(\.id) == ["pump-2"])
            }
        }
    }

    @Test("a job is begun, paused, resumed and cancelled by who saw its state, and shows a result for each device")
    func job() async throws {
        try await withGroup { front, _ in
            _ = try await front.send("POST", "/v1/devices/pump-2/decommission")
            let body = #"{"operation":"force-reenroll","reason":"new root","rate":10}"#
            let created = try await front.send("POST", "/v1/device-groups/north/jobs", body: body)
            let job = try WireJSON.decode(JobView.self, from: created.body)
            let place = "/v1/jobs/\(job.id)"
            #expect(created.status == 201 && created.headers["Location"] == [place])
            #expect(job.state == .running && job.total == 2 && job.rate == 10 && job.requestedBy == "admin")
            func move(_ state: String, _ tag: String = "*") async throws -> Front.Reply {
                try await front.send(
                    "PUT", "\(place)/status", body: #"{"state":"\#(state)"}"#, more: [("If-Match", tag)])
            }
            let tag = try #require(try await front.get(place).headers["ETag"].first)
            let paused = try await move("PAUSED", tag)
            #expect(try WireJSON.decode(JobView.self, from: paused.body).state == .paused)
            #expect(try await move("PAUSED", tag).status == 412)
            #expect(try await move("PAUSED").problem().code == "job-state")
            #expect(try await move("FINISHED").status == 409)
            #expect(try await move("SLEEPING").problem().errors?.map(\.pointer) == ["/state"])
            #expect(try await move("RUNNING").status == 200)
            let worker = JobWorker(devices: front.pki.devices, owner: "test", logger: Logger(label: "test"))
            for _ in 0..<3 {
                front.pki.clock.advance(by: .seconds(1))
                try await worker.step()
            }
            try await front.withClient { client in
                let done = try await client.job(job.id)
                #expect(done.state == .finished && done.changed == 1 && done.refused == 1)
                let results = try await client.results(ofJob: job.id)
                #expect(results.list.map(\.deviceID) == ["pump-1", "pump-2"])
                #expect(results.list.map(\.outcome) == [.changed, .refused])
                let refused = ListQuery(filters: [ListFilter(field: "outcome", operand: .equal, value: "refused")])
                #expect(try await client.results(ofJob: job.id, refused).list.map(\.deviceID) == ["pump-2"])
                let wish = try await client.slot("default", of: "pump-1").reenrollmentWish
                #expect(wish?.reason == "new root" && wish?.by == "admin")
            }
            #expect(try await move("CANCELLED").status == 409)
        }
    }

    @Test("a job that could never be done is refused at its place, and what is not there is 404")
    func refusedJobs() async throws {
        try await withGroup { front, _ in
            for (body, pointer) in [
                (#"{"operation":"paint"}"#, "/operation"), ("{}", "/operation"),
                (#"{"operation":"revoke","rate":0}"#, "/rate"), (#"{"operation":"revoke","rate":100001}"#, "/rate"),
                (#"{"operation":"revoke","rate":1.5}"#, "/rate"), (#"{"operation":"revoke","reason":"x"}"#, "/reason"),
                (#"{"operation":"decommission","revocation_reason":"Superseded"}"#, "/revocation_reason"),
                (#"{"operation":"revoke","revocation_reason":"CertificateHold"}"#, "/revocation_reason"),
            ] {
                let reply = try await front.send("POST", "/v1/device-groups/north/jobs", body: body)
                #expect(try reply.status == 400 && reply.problem().errors?.map(\.pointer) == [pointer], "\(body)")
            }
            let revoke = #"{"operation":"revoke"}"#
            #expect(try await front.send("POST", "/v1/device-groups/none/jobs", body: revoke).status == 404)
            for path in ["none", "none/results"] {
                let reply = try await front.get("/v1/jobs/\(path)")
                #expect(try reply.status == 404 && reply.problem().code == "job-not-found")
            }
            let none = try await front.send("PUT", "/v1/jobs/none/status", body: #"{"state":"PAUSED"}"#)
            #expect(none.status == 404)
            #expect(try await front.get("/v1/jobs").json() == ["list": [], "next": ""])
        }
    }

    private static let north = #"{"name":"north","filters":["dms_name[eq]line-1"]}"#

    /// Two devices in a group.
    private func withGroup(_ body: @escaping @Sendable (Front, Front.Reply) async throws -> Void) async throws {
        try await withFront { front in
            try await front.pki.createDMS()
            for name in ["pump-1", "pump-2"] { try await front.enroll(name) }
            front.pki.clock.advance(by: .seconds(1))
            try await body(front, try await front.send("POST", "/v1/device-groups", body: Self.north))
        }
    }
}
