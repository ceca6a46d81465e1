import Events
import JSONSchema
import Listing
import ManagementAPI
import ManagementClient
import RegistrationAuthority
import Testing
import TestPKI

@Suite("Devices ahead of their contact, and requests that wait, over HTTP")
struct EnrollmentRequestTests {
    @Test("a device is registered once, at a place of its own, and every fault has its pointer")
    func registration() async throws {
        try await withFront { front in
            try await front.pki.createDMS()
            let body = #"{"id":"pump/7","dms_name":"line-1","tags":["wet"]}"#
            let created = try await front.send("POST", "/v1/devices", body: body)
            #expect(created.status == 201 && created.headers["Location"] == ["/v1/devices/pump%2F7"])
            let shown = try await front.get("/v1/devices/pump%2F7")
            #expect(shown.status == 200 && shown.body == created.body)
            #expect(shown.headers["ETag"] == created.headers["ETag"])
            #expect(try await front.send("POST", "/v1/devices", body: body).problem().code == "device-exists")
            let wrong = #"{"id":"a:b","dms_name":"line-1","alias":"","tags":[""]}"#
            let problem = try await front.send("POST", "/v1/devices", body: wrong).problem()
            #expect(problem.status == 400 && problem.errors?.map(\.pointer) == ["/id", "/alias", "/tags/0"])
            for misspelt in [#"{"id":"x","dms":"line-1"}"#, #"{"id":7,"dms_name":"line-1"}"#, "[]", "{}"] {
                #expect(try await front.send("POST", "/v1/devices", body: misspelt).status == 400)
            }
        }
    }

    @Test("a request is listed, shown and decided by those who saw its present state")
    func decision() async throws {
        try await withFront { front in
            let id = try await front.pki.wait(for: "pump-7")
            let place = "/v1/dms/line-1/enrollments/\(id)"
            let shown = try await front.get(place)
            let tag = try #require(shown.headers["ETag"].first)
            let waiting = try WireJSON.decode(EnrollmentRequestPayload.self, from: shown.body)
            #expect(waiting.status == .pending && waiting.serialNumber == nil && waiting.decidedBy == nil)
            let approval = #"{"status":"APPROVED"}"#
            let stale = [("If-Match", "\"another\"")]
            #expect(try await front.send("PUT", "\(place)/status", body: approval, more: stale).status == 412)
            let match = [("If-Match", tag)]
            let approved = try await front.send("PUT", "\(place)/status", body: approval, more: match)
            let decided = try WireJSON.decode(EnrollmentRequestPayload.self, from: approved.body)
            #expect(approved.status == 200 && decided.status == .approved && decided.decidedBy == "admin")
            #expect(try await front.send("PUT", "\(place)/status", body: approval, more: match).status == 412)
            let again = try await front.send("PUT", "\(place)/status", body: approval)
            #expect(try again.status == 409 && again.problem().code == "enrollment-decided")
        }
    }

    @Test("what is not there is 404, and what cannot be decided is 400 or 409")
    func refusals() async throws {
        try await withFront { front in
            let id = try await front.pki.wait(for: "pump-7")
            try await front.pki.createDMS("line-2")
            let approval = #"{"status":"APPROVED"}"#
            for path in ["line-2/enrollments/\(id)", "line-1/enrollments/none", "none/enrollments/\(id)"] {
                #expect(try await front.get("/v1/dms/\(path)").status == 404)
                #expect(try await front.send("PUT", "/v1/dms/\(path)/status", body: approval).status == 404)
            }
            #expect(try await front.get("/v1/dms/none/enrollments").status == 404)
            #expect(try await front.get("/v1/dms/line-1/enrollments?sort_by=csr").status == 400)
            let place = "/v1/dms/line-1/enrollments/\(id)/status"
            let pending = try await front.send("PUT", place, body: #"{"status":"PENDING"}"#)
            #expect(pending.status == 409)
            #expect(try await front.send("PUT", place, body: #"{"status":"MAYBE"}"#).status == 400)
        }
    }

    @Test("the client registers, lists, shows and decides")
    func client() async throws {
        try await withFront { front in
            let id = try await front.pki.wait(for: "pump-7")
            try await front.withClient { client in
                let device = try await client.createDevice(CreateDeviceBody(id: "pump-8", dmsName: "line-1"))
                #expect(try await client.device("pump-8") == device)
                let page = try await client.enrollmentRequests(at: "line-1")
                #expect(page.list.map(\.id) == [id] && page.next == nil)
                #expect(try await client.enrollmentRequest(id, at: "line-1") == page.list[0])
                let rejected = try await client.updateEnrollmentRequest(id, at: "line-1", to: .rejected)
                #expect(rejected.status == .rejected && rejected.decidedBy == "admin")
            }
        }
    }
}

extension TestPKI {
    /// Has a device ask at a DMS `line-1` where a person decides.
    /// - Returns: the id of its request.
    fileprivate func wait(for device: String) async throws -> String {
        try await createDMS { $0.enrollmentSettings.manualApproval = true }
        let client = try await certificate("boot").certificate.der
        _ = try await enrollment.enroll(
            EnrollmentAttempt(
                label: "line-1", request: TestRequest(device).der, client: ClientEvidence(presented: [client])))
        return try #require(try await dmss.enrollmentRequests(at: "line-1", .init()).list.first?.id)
    }
}
