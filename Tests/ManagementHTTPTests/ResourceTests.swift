import CertificateAuthority
import CloudEvents
import EventLog
import Events
import JSONSchema
import Listing
import ManagementAPI
import ManagementClient
import RegistrationAuthority
import Testing
import TestPKI

@Suite struct ResourceTests {
    @Test("a CA that is created over the API has a location, is shown there, and its event carries the same body")
    func createCA() async throws {
        try await withFront { front in
            let body = """
                {"id":"plant/1","subject":{"common_name":"Plant 1"},"key":{"type":"ECDSA","bits":256},
                 "validity":{"type":"Duration","duration":"10y"},
                 "issuance_expiration":{"type":"Time","time":"2035-01-01T00:00:00Z"}}
                """.replacing("plant/1", with: "plant-1")
            let created = try await front.send("POST", "/v1/cas", body: body)
            #expect(created.status == 201, "\(created.text)")
            #expect(created.headers["Location"] == ["/v1/cas/plant-1"])
            #expect(created.headers["Content-Type"] == ["application/json"])
            #expect(try await front.get("/v1/cas/plant-1").json() == created.json())
            let events = try await front.pki.events()
            #expect(try WireJSON.decode(JSONValue.self, from: events[0].data) == created.json())
        }
    }

    @Test("a client walks through creation, signing, revocation and lists, and sees what the services see")
    func client() async throws {
        try await withFront { front in
            try await front.withClient { client in
                let root = try await client.createCA(
                    CreateCABody(
                        id: "root", subject: SubjectBody(commonName: "Root"), key: KeyBody(type: "ECDSA", bits: 256),
                        validity: .duration(.days(3640)), issuanceExpiration: .duration(.days(364))))
                #expect(try await client.ca("root") == root)
                let leaf = try await client.sign(SignBody(csr: try TestRequest("device-1").encoded), with: "root")
                #expect(try await client.certificate(leaf.serialNumber) == leaf)
                let revoked = try await client.updateCertificateStatus(
                    of: leaf.serialNumber, to: CertificateStatusBody(status: .revoked, revocationReason: .keyCompromise)
                )
                #expect(revoked.status == .revoked && revoked.revocationReason == .keyCompromise)
                let query = ListQuery(filters: [ListFilter(field: "status", operand: .equal, value: "REVOKED")])
                #expect(try await client.certificates(query, issuedBy: "root").list == [revoked])
                #expect(try await client.updateCAStatus(of: "root", to: .init(status: .revoked)).status == .revoked)
                #expect(try await client.cas().list.map(\.status) == [.revoked])
                #expect(
                    try await client.events().map(\.type) == [
                        "ca.create", "ca.sign-certificate", "certificate.update.status", "ca.update.status",
                    ])
            }
        }
    }

    @Test("a DMS is created from what differs from the defaults, and approved")
    func dms() async throws {
        try await withFront { front in
            try await front.pki.createDMS("other")
            let body = """
                {"name":"line-2","cloud_dms":true,"identity_profile":{"enrollment_settings":
                 {"authorized_ca":"issuing","bootstrap_cas":["bootstrap"],"tags":["a"]},"aws_iotcore_publish":true}}
                """
            let created = try await front.send("POST", "/v1/dms", body: body)
            #expect(created.status == 201, "\(created.text)")
            let dms = try WireJSON.decode(DMSPayload.self, from: created.body)
            let profile = try #require(dms.identityProfile)
            #expect(profile.awsIoTCorePublish && profile.enrollmentSettings.tags == ["a"])
            #expect(profile.enrollmentSettings.chainValidationLevel == -1)
            #expect(profile.reenrollmentSettings == ReenrollmentSettings())
            let approved = try await front.send("PUT", "/v1/dms/line-2/status", body: #"{"status":"APPROVED"}"#)
            #expect(try WireJSON.decode(DMSPayload.self, from: approved.body).status == .approved)
            let again = try await front.send("PUT", "/v1/dms/line-2/status", body: #"{"status":"REJECTED"}"#)
            #expect(again.status == 409)
        }
    }

    @Test("a device that enrolled is listed and shown with its slot")
    func devices() async throws {
        try await withFront { front in
            try await front.pki.createDMS()
            let bootstrap = try await front.pki.certificate("bootstrap-1").certificate.der
            _ = try await front.pki.enrollment.enroll(
                label: "line-1", request: try TestRequest("pump-7").der, presented: [bootstrap])
            try await front.withClient { client in
                let device = try await client.device("pump-7")
                #expect(device.slots.map(\.id) == ["default"])
                #expect(try await client.devices().list == [device])
            }
        }
    }

    @Test("built-in profiles are listed and shown; one that is not there is 404")
    func profiles() async throws {
        try await withFront { front in
            let list = try await front.get("/v1/profiles").json()
            guard case .object(let page) = list, case .array(let profiles)? = page["list"] else {
                Issue.record("not a page: \(list)")
                return
            }
            #expect(!profiles.isEmpty && page["next"] == "")
            #expect(try await front.get("/v1/profiles/device").json() == profiles[0])
            let missing = try await front.get("/v1/profiles/none")
            #expect(missing.status == 404)
            #expect(try missing.problem().status == 404)
        }
    }

    @Test("connectors and bindings are created, shown flat, and deleted")
    func connectors() async throws {
        try await withFront { front in
            let made = try await front.send("POST", "/v1/connectors", body: #"{"id":"aws-1","region":"eu-west-1"}"#)
            #expect(made.status == 201, "\(made.text)")
            #expect(made.headers["Location"] == ["/v1/connectors/aws-1"])
            guard case .object(let shown) = try await front.get("/v1/connectors/aws-1").json() else { return }
            #expect(shown["id"] == "aws-1" && shown["drift"] == "report" && shown["bindings"] == [])
            #expect(try await front.get("/v1/connectors/aws-1/plan").json() == ["list": [], "next": ""])
            #expect(try await front.send("POST", "/v1/connectors/aws-1/apply").json() == ["list": [], "next": ""])
            #expect(try await front.get("/v1/connectors/aws-1/parked").json() == ["list": [], "next": ""])
            let unknownCA = try await front.send("POST", "/v1/connectors/aws-1/bindings", body: #"{"ca_id":"none"}"#)
            #expect(unknownCA.status == 404)
            let badRegion = try await front.send("POST", "/v1/connectors", body: #"{"id":"b","region":"EU West"}"#)
            #expect(try badRegion.problem().errors?.map(\.pointer) == ["/region"])
            #expect(try await front.send("POST", "/v1/connectors/aws-1/parked/device%2Fx/retry").status == 404)
            #expect(try await front.send("DELETE", "/v1/connectors/aws-1").status == 204)
            #expect(try await front.get("/v1/connectors/aws-1").status == 404)
        }
    }

    @Test("a list is paged by bookmarks without a gap or a repeat while items are added")
    func paging() async throws {
        try await withFront { front in
            for number in 0..<7 { try await front.pki.createCA("ca-\(number)") }
            try await front.withClient { client in
                var seen: [String] = []
                var query = ListQuery(pageSize: 3, sortBy: "common_name", isDescending: true)
                repeat {
                    let page = try await client.cas(query)
                    seen += page.list.map(\.id)
                    query.bookmark = page.next
                    try await front.pki.createCA("zz-\(seen.count)")
                } while query.bookmark != nil
                #expect(seen == (0..<7).reversed().map { "ca-\($0)" })
            }
        }
    }
}
