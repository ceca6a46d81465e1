import Foundation
import TestSupport
import Testing

@Suite("A server that is killed in the middle of a job")
struct JobCrashTests {
    private static let count = 24

    @Test("goes on where it was: one result and one event for each device, whenever it is killed")
    func killed() async throws {
        try await withTemporaryDirectory { folder in
            let id = try await withLiveServer(in: folder) { server in
                try await Self.prepare(server)
                let job = try await server.call(
                    "POST", "/v1/device-groups/all/jobs", ["operation": "force-reenroll", "reason": "x", "rate": 5])
                let id = try #require(job["id"].text)
                try await Self.killAmidst(id, server, from: 1)
                return id
            }
            // Nobody gave the lease back. The server takes it, and dies once more.
            let done = try await withLiveServer(in: folder) { server in
                let before = try await Self.done(id, server)
                #expect(before > 0 && before < Self.count, "it was killed in the middle")
                try await Self.killAmidst(id, server, from: before + 1)
                return before
            }
            try await withLiveServer(in: folder) { server in
                #expect(try await Self.done(id, server) > done)
                let job = try await eventually("the job is done", within: .seconds(90)) {
                    let job = try await server.call("GET", "/v1/jobs/\(id)")
                    return job["state"] == "FINISHED" ? job : JSON?.none
                }
                #expect(job["changed"].int == Self.count && job["unchanged"] == 0 && job["refused"] == 0, "\(job)")
                try await Self.expectEachOnce(id, server)
            }
        }
    }

    private static func prepare(_ server: LiveServer) async throws {
        try await server.createPlant()
        let bootstrap = try await server.identity("boot")
        let key = try await DeviceRequest.make("/CN=key", in: server.folder)
        for index in 1...count {
            let output = try await Command.check(
                "openssl", ["req", "-new", "-key", key.key, "-subj", "/CN=pump-\(index)", "-outform", "DER"])
            _ = try await server.enrolled(DeviceRequest(der: output.stdout, key: key.key), as: bootstrap)
        }
        try await server.call("POST", "/v1/device-groups", ["name": "all", "filters": []])
    }

    private static func done(_ id: String, _ server: LiveServer) async throws -> Int {
        try await server.call("GET", "/v1/jobs/\(id)")["changed"].int ?? 0
    }

    private static func killAmidst(_ id: String, _ server: LiveServer, from count: Int) async throws {
        _ = try await eventually("the job has begun", within: .seconds(90)) {
            try await done(id, server) >= count ? true : nil
        }
        kill(server.process, SIGKILL)
    }

    private static func expectEachOnce(_ id: String, _ server: LiveServer) async throws {
        let results = try await server.call("GET", "/v1/jobs/\(id)/results?page_size=100")["list"].items
        #expect(results.count == count && Set(results.compactMap { $0["device_id"].text }).count == count)
        let wishes = try await server.wholeLog().filter { Happening($0).type == "io.lamassuiot.device.forceReenroll" }
        let subjects = Set(wishes.map { Happening($0).subject })
        #expect(wishes.count == count && subjects.count == count)
        for index in 1...count {
            let slot = try await server.call("GET", "/v1/devices/pump-\(index)/slots/default")
            #expect(slot["reenrollment_wish"]["by"] == "admin")
        }
    }
}
