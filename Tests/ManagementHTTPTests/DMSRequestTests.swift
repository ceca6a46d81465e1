import CloudEvents
import EventLog
import Events
import Foundation
import JSONSchema
import Listing
import ManagementAPI
import ManagementClient
import RegistrationAuthority
import Storage
import StorageSQLite
import TestPKI
import Testing

@Suite("DMSs over HTTP")
struct DMSRequestTests {
    private static let remote = """
        {"name":"plant","cloud_dms":false,"remote_access_identity":
         {"authorized_cas":["root"],"key":{"type":"ECDSA","bits":256},"subject":{"organization":"Plant"}}}
        """

    @Test("a key that is made is answered once: the answer is neither kept nor tagged, and nobody is shown it again")
    func secret() async throws {
        try await withFront { front in
            try await front.pki.createCA("root")
            let key = [("Idempotency-Key", "make-plant")]
            let first = try await front.send("POST", "/v1/dms", body: Self.remote, more: key)
            #expect(first.status == 201, "\(first.text)")
            #expect(first.headers["ETag"].isEmpty && first.headers["Cache-Control"] == ["no-store"])
            #expect(first.headers["Location"] == ["/v1/dms/plant"])
            let made = try WireJSON.decode(CreatedDMS.self, from: first.body)
            let secret = try #require(made.privateKey)
            #expect(secret.pem.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
            #expect(made.dms.remoteAccessIdentity?.subject.organization == "Plant")
            #expect(made.dms.remoteAccessIdentity?.subject.commonName == "plant")

            let before = try await front.pki.head()
            let again = try await front.send("POST", "/v1/dms", body: Self.remote, more: key)
            #expect(try again.status == 409 && again.problem().code == "idempotency-answer-not-kept")
            #expect(try await front.pki.head() == before)
            let kept = try await front.pki.database.read {
                try $0.query("SELECT is_kept, body FROM idempotency_record").map { (try $0.bool(0), try $0.bytes(1)) }
            }
            #expect(kept.count == 1 && kept[0].0 == false && kept[0].1.isEmpty)
            for path in ["/v1/dms/plant", "/v1/dms", "/v1/events"] {
                let shown = try await front.get(path)
                #expect(shown.status == 200 && !shown.text.contains("private_key"))
                #expect(!shown.text.contains(secret.base64))
            }
        }
    }

    @Test("a DMS that has no key made is answered again under its key, and tagged")
    func replay() async throws {
        try await withFront { front in
            try await front.pki.createCA("root")
            let body = """
                {"name":"plant","cloud_dms":false,"remote_access_identity":
                 {"authorized_cas":["root"],"certificate_request":"\(try TestRequest("gateway").encoded.base64)"}}
                """
            let key = [("Idempotency-Key", "k")]
            let first = try await front.send("POST", "/v1/dms", body: body, more: key)
            let again = try await front.send("POST", "/v1/dms", body: body, more: key)
            #expect(first.status == 201 && again.status == 201 && again.body == first.body)
            let shown = try await front.get("/v1/dms/plant")
            #expect(first.headers["ETag"].count == 1 && shown.headers["ETag"] == first.headers["ETag"])
        }
    }

    @Test("a change and a deletion are carried out on the state that they name, and on no other")
    func preconditions() async throws {
        try await withFront { front in
            try await front.pki.createDMS()
            let shown = try await front.get("/v1/dms/line-1")
            let tag = try #require(shown.headers["ETag"].first)
            let body = shown.text.replacing(#""tags":[]"#, with: #""tags":["new"]"#)
            let stale = [("If-Match", "\"stale\"")]
            let before = try await front.pki.head()
            #expect(try await front.send("PUT", "/v1/dms/line-1", body: body, more: stale).status == 412)
            #expect(try await front.send("DELETE", "/v1/dms/line-1", more: stale).status == 412)
            let cas = #"{"authorized_cas":["root"]}"#
            #expect(try await front.send("PUT", "/v1/dms/line-1/authorized-cas", body: cas, more: stale).status == 412)
            #expect(try await front.pki.head() == before)
            let changed = try await front.send("PUT", "/v1/dms/line-1", body: body, more: [("If-Match", tag)])
            #expect(changed.status == 200, "\(changed.text)")
            let dms = try WireJSON.decode(DMSPayload.self, from: changed.body)
            #expect(dms.identityProfile?.enrollmentSettings.tags == ["new"])
            #expect(try await front.send("PUT", "/v1/dms/line-1", body: body, more: [("If-Match", tag)]).status == 412)
            let events = try await front.pki.events(after: before)
            #expect(events.map(\.type) == ["io.lamassuiot.dms.update"])
            #expect(try WireJSON.decode(JSONValue.self, from: events[0].data) == changed.json())
        }
    }

    @Test("a client walks through the life of a remote DMS")
    func client() async throws {
        try await withFront { front in
            try await front.pki.createCA("root")
            try await front.pki.createCA("other")
            try await front.withClient { client in
                let created = try await client.createDMS(
                    CreateDMSBody(
                        name: "plant", cloudDMS: false,
                        remoteAccessIdentity: RemoteAccessBody(
                            authorizedCAs: ["root"], key: KeyBody(type: "ECDSA", bits: 256))))
                #expect(created.privateKey != nil)
                let approved = try await client.updateDMSStatus(of: "plant", to: .approved)
                let serial = try #require(approved.remoteAccessIdentity).serialNumber
                #expect(try await client.certificate(serial).certificate == approved.remoteAccessIdentity?.certificate)
                let other = try await client.updateDMSAuthorizedCAs(of: "plant", to: ["other", "root"])
                #expect(other.remoteAccessIdentity?.authorizedCAs == ["other", "root"])
                let classic = try await client.updateDMS("plant", to: UpdateDMSBody(aws: .init(shadowType: .classic)))
                #expect(classic.aws.shadowType == .classic)
                #expect(try await client.updateDMSStatus(of: "plant", to: .revoked).status == .revoked)
                #expect(try await client.certificate(serial).status == .revoked)
                try await client.deleteDMS("plant")
                #expect(try await client.dmsList().list.isEmpty)
                let told = try #require(try await front.pki.events().last)
                let members = try WireJSON.decode([String: JSONValue].self, from: told.data)
                #expect(members["deletion_timestamp"] == .integer(front.pki.clock.now.milliseconds))
                #expect(
                    try await client.events().map(\.type) == [
                        "ca.create", "ca.create", "io.lamassuiot.dms.create", "ca.sign-certificate",
                        "io.lamassuiot.dms.update-status", "io.lamassuiot.dms.update-authorizedcas",
                        "io.lamassuiot.dms.update", "certificate.update.status", "io.lamassuiot.dms.update-status",
                        "io.lamassuiot.dms.update",
                    ])
            }
        }
    }
}
