import Foundation
import TestSupport
import Testing

@Suite("The commands for devices, groups and jobs", .liveServer())
struct DeviceCommandTests {
    @Test("walk through the life of a device, and its timeline has all of it")
    func device() async throws {
        let (server, cli) = try await Self.start("walk")
        let client = try await server.identity("walk-boot", of: "walk-bootstrap")
        let first = try await server.enrolled(.make("/CN=walk-1", in: server.folder), as: client, at: "walk")
        try await cli.check(
            "device", "update", "walk-1", "--alias", "Walk 1", "--tag", "wet", "--tag", "north", "--description",
            "hall 3")
        let updated = try await server.call("GET", "/v1/devices/walk-1")
        #expect(updated["alias"] == "Walk 1" && updated["tags"] == ["wet", "north"])
        #expect(updated["description"] == "hall 3")
        try await cli.check("device", "update", "walk-1", "--tag", "")
        #expect(try await server.call("GET", "/v1/devices/walk-1")["tags"] == [])

        try await cli.check("device", "force-reenroll", "walk-1", "--reason", "new root")
        let wish = try await server.call("GET", "/v1/devices/walk-1/slots/default")["reenrollment_wish"]
        #expect(wish["reason"] == "new root" && wish["by"] == "admin")
        try await cli.check("device", "force-reenroll", "walk-1", "--withdraw")
        let serial = try await server.identity("walk-spare", of: "walk-issuing").serial
        try await cli.check("device", "import", "walk-1", serial, "--slot", "modem")
        try await cli.check("device", "revoke", "walk-1", "--slot", "modem", "--reason", "keycompromise")
        let modem = try await server.call("GET", "/v1/certificates/\(serial)")
        #expect(modem["status"] == "REVOKED" && modem["revocation_reason"] == "KeyCompromise")
        #expect(try await cli.run("device", "revoke", "walk-1", "--slot", "modem").status == 4)
        let ended = try await cli.check("device", "decommission", "walk-1", "--output", "json")
        #expect(try JSON.parse(ended.stdout) == (try await server.call("GET", "/v1/devices/walk-1")))
        let last = try await server.call("GET", "/v1/certificates/\(try await OpenSSL.serial(first))")
        #expect(last["status"] == "REVOKED" && last["revocation_reason"] == "CessationOfOperation")
        #expect(try await cli.run("device", "update", "walk-1", "--alias", "x").status == 4)

        let names = [
            "create", "enroll", "update", "update", "forceReenroll", "forceReenroll", "update", "revoke", "revoke",
            "decommision",
        ].map { "io.lamassuiot.device.\($0)" }
        let events = try await server.call("GET", "/v1/devices/walk-1/events").items
        #expect(events.map { Happening($0).type } == names)
        let lines = try await cli.check("device", "timeline", "walk-1").text.split(separator: "\n")
        #expect(lines.count == names.count)
        for (line, name) in zip(lines, names) { #expect(line.contains("\(name)  device/walk-1")) }
        let part = try await cli.check("device", "timeline", "walk-1", "--limit", "2").text.split(separator: "\n")
        #expect(part == Array(lines.prefix(2)))
        let after = try #require(events[7]["sequence"].text)
        let rest = try await cli.check("device", "timeline", "walk-1", "--after", "\(Int(after) ?? 0)").text
        #expect(rest.split(separator: "\n") == Array(lines.suffix(2)))
    }

    @Test("give a filter a name, and do something with all devices of it")
    func group() async throws {
        let (server, cli) = try await Self.start("many")
        let client = try await server.identity("many-boot", of: "many-bootstrap")
        for index in 1...4 {
            _ = try await server.enrolled(.make("/CN=many-\(index)", in: server.folder), as: client, at: "many")
        }
        try await cli.check("device", "decommission", "many-4")
        try await cli.check("group", "create", "hall", "--filter", "dms_name[eq]many", "--description", "Hall 3")
        #expect(try await cli.run("group", "create", "hall").status == 4)
        #expect(try await cli.check("group", "list").text.contains("Hall 3"))
        let shown = try await cli.check("group", "show", "hall").text
        #expect(shown.contains("FULLY_PROVISIONED") && shown.contains("dms_name[eq]many"))
        let listed = try await cli.check("group", "devices", "hall", "--filter", "status[eq]DECOMMISSIONED").text
        #expect(listed.contains("many-4") && !listed.contains("many-1"))

        let run = ["group", "run", "hall", "force-reenroll", "--reason", "new root", "--output", "json"]
        let made = try await cli.run(run)
        #expect(made.status == 0, "\(made.stderr)")
        let id = try #require(try JSON.parse(made.stdout)["id"].text)
        let done = try await eventually("the job is done") {
            let job = try JSON.parse(try await cli.check("job", "show", id, "--output", "json").stdout)
            return job["state"] == "FINISHED" ? job : JSON?.none
        }
        #expect(done["total"] == 4 && done["changed"] == 3 && done["refused"] == 1, "\(done)")
        let results = try await cli.check("job", "results", id).text
        #expect(results.contains("many-1") && results.contains("decommissioned"), "\(results)")
        #expect(try await cli.check("job", "list", "--filter", "state[eq]FINISHED").text.contains(id))
        for index in 1...3 {
            let slot = try await server.call("GET", "/v1/devices/many-\(index)/slots/default")
            #expect(slot["reenrollment_wish"]["reason"] == "new root")
        }
        for action in ["pause", "resume", "cancel"] {
            #expect(try await cli.run("job", action, id).status == 4, "\(action)")
        }

        // One device a second: there is time to stop it.
        let slow = try JSON.parse(
            try await cli.check("group", "run", "hall", "revoke", "--rate", "1", "--output", "json").stdout)
        let slowID = try #require(slow["id"].text)
        try await cli.check("job", "pause", slowID)
        #expect(try await cli.run("job", "pause", slowID).status == 4)
        try await cli.check("job", "resume", slowID)
        try await cli.check("job", "cancel", slowID)
        #expect(try await server.call("GET", "/v1/jobs/\(slowID)")["state"] == "CANCELLED")
        try await cli.check("group", "update", "hall", "--filter", "tags[eq]none")
        #expect(try await server.call("GET", "/v1/device-groups/hall/stats")["total"] == 0)
        try await cli.check("group", "delete", "hall")
        #expect(try await cli.run("group", "show", "hall").status == 3)
        #expect(try await server.call("GET", "/v1/jobs/\(id)")["group"] == "hall")
    }

    @Test(
        "end with 1, 2 or 3 and say why",
        arguments: [
            (3, ["device", "update", "nobody", "--alias", "x"], "nobody"),
            (3, ["device", "decommission", "nobody"], "nobody"), (3, ["device", "timeline", "nobody"], "nobody"),
            (3, ["device", "revoke", "nobody"], "nobody"), (3, ["device", "force-reenroll", "nobody"], "nobody"),
            (3, ["device", "import", "nobody", "0a"], "nobody"),
            (1, ["device", "import", "nobody", "zz"], "/serial_number"),
            (2, ["device", "revoke", "nobody", "--reason", "Boredom"], "Boredom"),
            (2, ["device", "timeline", "nobody", "--limit", "many"], "--limit"),
            (1, ["device", "list", "--filter", "size[eq]1"], "size"),
            (3, ["group", "show", "nobody"], "nobody"), (3, ["group", "update", "nobody"], "nobody"),
            (3, ["group", "delete", "nobody"], "nobody"), (3, ["group", "devices", "nobody"], "nobody"),
            (3, ["group", "run", "nobody", "revoke"], "nobody"),
            (2, ["group", "run", "nobody", "paint"], "force-reenroll"),
            (1, ["group", "create", "a b"], "/name"), (1, ["group", "create", "x", "--filter", "tags"], "/filters/0"),
            (3, ["job", "show", "nobody"], "nobody"), (3, ["job", "results", "nobody"], "nobody"),
            (3, ["job", "pause", "nobody"], "nobody"), (3, ["job", "cancel", "nobody"], "nobody"),
        ])
    func exitCode(status: Int32, arguments: [String], reason: String) async throws {
        let server = try LiveServer.ofSuite()
        let cli = CommandLineClient(server: server, environment: ["SHEDU_TOKEN": server.token])
        let output = try await cli.run(arguments)
        #expect(output.status == status, "\(output.text) \(output.stderr)")
        #expect(output.stderr.contains(reason), "\(output.stderr)")
    }

    /// The server, with a DMS of its own for each test.
    private static func start(_ dms: String) async throws -> (LiveServer, CommandLineClient) {
        let server = try LiveServer.ofSuite()
        for ca in ["issuing", "bootstrap"] {
            try await server.call("POST", "/v1/cas", LiveServer.caBody("\(dms)-\(ca)"))
        }
        try await server.createDMS(LiveServer.dmsBody(dms, ca: "\(dms)-issuing", bootstrap: "\(dms)-bootstrap"))
        return (server, CommandLineClient(server: server, environment: ["SHEDU_TOKEN": server.token]))
    }
}
