import DeviceManager
import Events
import JSONSchema
import ManagementAPI
import TestPKI
import Testing

@Suite("Devices and their slots over HTTP")
struct DeviceRequestTests {
    @Test("a device is changed by who saw it last, and every wrong member has its pointer")
    func update() async throws {
        try await withDevice { front in
            let tag = try #require(try await front.get("/v1/devices/pump-7").headers["ETag"].first)
            let change = #"{"alias":"Pump 7","tags":["wet"],"metadata":{"site":"A"}}"#
            func put(_ body: String, ifMatch: String? = nil) async throws -> Front.Reply {
                let more = ifMatch.map { [("If-Match", $0)] } ?? []
                return try await front.send("PUT", "/v1/devices/pump-7", body: body, more: more)
            }
            #expect(try await put(change, ifMatch: "\"another\"").status == 412)
            let changed = try await put(change, ifMatch: tag)
            let device = try WireJSON.decode(DevicePayload.self, from: changed.body)
            #expect(changed.status == 200 && device.alias == "Pump 7" && device.tags == ["wet"])
            #expect(device.metadata == ["site": "A"] && device.slots.count == 1)
            let shown = try await front.get("/v1/devices/pump-7")
            #expect(shown.body == changed.body && shown.headers["ETag"] == changed.headers["ETag"])
            #expect(changed.headers["ETag"] != [tag])
            #expect(try await put(change, ifMatch: tag).status == 412)

            let before = try await front.pki.head()
            let long = String(repeating: "x", count: 4_097)
            let wrong = try await put(#"{"alias":"a\u0007","description":"\#(long)","tags":["ok",""]}"#)
            #expect(try wrong.status == 400 && wrong.problem().code == "device-invalid")
            #expect(try wrong.problem().errors?.map(\.pointer) == ["/alias", "/description", "/tags/1"])
            for (body, pointer) in [
                (#"{"tags":"wet"}"#, "/tags"), (#"{"alias":7}"#, "/alias"), (#"{"metadata":[]}"#, "/metadata"),
                (#"{"allow_new_enrollment":"yes"}"#, "/allow_new_enrollment"), (#"{"status":"REVOKED"}"#, "/status"),
            ] {
                let reply = try await put(body)
                #expect(try reply.status == 400 && reply.problem().errors?.map(\.pointer) == [pointer], "\(body)")
            }
            #expect(try await put("[]").status == 400)
            #expect(try await front.pki.head() == before)
            let none = try await front.send("PUT", "/v1/devices/none", body: change)
            #expect(try none.status == 404 && none.problem().code == "device-not-found")
        }
    }

    @Test("a slot is shown, its certificate revoked once, and what is not there is 404")
    func slots() async throws {
        try await withDevice { front in
            let place = "/v1/devices/pump-7/slots/default"
            let shown = try await front.get(place)
            #expect(shown.status == 200 && shown.headers["ETag"].count == 1)
            for path in ["pump-7/slots/modem", "none/slots/default"] {
                let code = path.hasPrefix("none") ? "device-not-found" : "slot-not-found"
                #expect(try await front.get("/v1/devices/\(path)").problem().code == code)
                for (method, action, body) in [
                    ("POST", "revoke", "{}"), ("PUT", "force-reenroll", #"{"require_reenrollment":true}"#),
                ] {
                    let reply = try await front.send(method, "/v1/devices/\(path)/\(action)", body: body)
                    #expect(try reply.status == 404 && reply.problem().code == code, "\(path) \(action)")
                }
            }
            let misspelt = try await front.send("POST", "\(place)/revoke", body: #"{"revocation_reason":"Boredom"}"#)
            #expect(try misspelt.status == 400 && misspelt.problem().errors?.map(\.pointer) == ["/revocation_reason"])
            let revoked = try await front.send(
                "POST", "\(place)/revoke", body: #"{"revocation_reason":"KeyCompromise"}"#)
            let slot = try WireJSON.decode(SlotPayload.self, from: revoked.body)
            #expect(revoked.status == 200 && slot.activeCertificate?.revocationReason == .keyCompromise)
            #expect(try await front.get(place).body == revoked.body)
            let again = try await front.send("POST", "\(place)/revoke", body: "{}")
            #expect(try again.status == 409 && again.problem().code == "certificate-revoked")
        }
    }

    @Test("a wish is put by who saw the slot, says who, when and why, and is withdrawn")
    func wish() async throws {
        try await withDevice { front in
            let place = "/v1/devices/pump-7/slots/default"
            let tag = try #require(try await front.get(place).headers["ETag"].first)
            func put(_ body: String, ifMatch: String? = nil) async throws -> Front.Reply {
                let more = ifMatch.map { [("If-Match", $0)] } ?? []
                return try await front.send("PUT", "\(place)/force-reenroll", body: body, more: more)
            }
            let body = #"{"require_reenrollment":true,"reason":"new root"}"#
            let made = try await put(body, ifMatch: tag)
            let wish = try WireJSON.decode(SlotPayload.self, from: made.body).reenrollmentWish
            #expect(made.status == 200 && wish?.by == "admin" && wish?.reason == "new root")
            #expect(wish?.requestedAt == front.pki.clock.now.milliseconds)
            #expect(try await front.get(place).headers["ETag"] == made.headers["ETag"])
            #expect(try await put(body, ifMatch: tag).status == 412)
            let reason = String(repeating: "x", count: 1_025)
            for (body, pointer) in [
                (#"{"require_reenrollment":true,"reason":"\#(reason)"}"#, "/reason"),
                (#"{"require_reenrollment":1}"#, "/require_reenrollment"),
                (#"{"reason":"x"}"#, "/require_reenrollment"),
            ] {
                let reply = try await put(body)
                #expect(try reply.status == 400 && reply.problem().errors?.map(\.pointer) == [pointer], "\(pointer)")
            }
            let withdrawn = try await put(#"{"require_reenrollment":false}"#)
            #expect(try WireJSON.decode(SlotPayload.self, from: withdrawn.body).reenrollmentWish == nil)
        }
    }

    @Test("a certificate is imported into a slot once, and every fault has its status and place")
    func importing() async throws {
        try await withDevice { front in
            let spare = try await front.pki.certificate("spare", from: "issuing").serialNumber
            func put(_ serial: String, _ slot: String = "modem") async throws -> Front.Reply {
                let body = #"{"serial_number":"\#(serial)"}"#
                return try await front.send("POST", "/v1/devices/pump-7/slots/\(slot)/import", body: body)
            }
            let made = try await put(spare)
            #expect(made.status == 200, "\(made.text)")
            #expect(try await front.get("/v1/devices/pump-7/slots/modem").body == made.body)
            #expect(try await put(spare, "default").problem().code == "certificate-in-use")
            for (serial, code) in [("0a", "certificate-not-found"), ("pump", "serial-malformed")] {
                let reply = try await put(serial)
                #expect(try reply.status == 400 && reply.problem().code == code)
                #expect(try reply.problem().errors?.map(\.pointer) == ["/serial_number"])
            }
            #expect(try await put(spare, "a%3Ab").status == 400)
            #expect(try await put(spare, "%20a").status == 400)
        }
    }

    @Test("a device is decommissioned for good, and says so again; nothing changes it any more")
    func decommission() async throws {
        try await withDevice { front in
            let ended = try await front.send("POST", "/v1/devices/pump-7/decommission")
            let device = try WireJSON.decode(DevicePayload.self, from: ended.body)
            #expect(ended.status == 200 && device.status == .decommissioned)
            #expect(device.slots[0].activeCertificate?.status == .revoked)
            let before = try await front.pki.head()
            #expect(try await front.send("POST", "/v1/devices/pump-7/decommission").body == ended.body)
            for (method, path, body) in [
                ("PUT", "", #"{"alias":"x"}"#),
                ("PUT", "/slots/default/force-reenroll", #"{"require_reenrollment":true}"#),
                ("POST", "/slots/default/import", #"{"serial_number":"0a"}"#),
            ] {
                let reply = try await front.send(method, "/v1/devices/pump-7" + path, body: body)
                #expect(try reply.status == 409 && reply.problem().code == "device-decommissioned", "\(path)")
            }
            #expect(try await front.send("POST", "/v1/devices/none/decommission").status == 404)
            #expect(try await front.pki.head() == before)
        }
    }

    @Test("the timeline of a device has its events and nobody else's, in their order, batch by batch")
    func timeline() async throws {
        try await withDevice { front in
            try await front.enroll("pump-77")
            _ = try await front.send("PUT", "/v1/devices/pump-7", body: #"{"alias":"x"}"#)
            _ = try await front.send("POST", "/v1/devices/pump-7/decommission")
            func types(_ query: String = "") async throws -> [(type: JSONValue?, sequence: JSONValue?)] {
                let reply = try await front.get("/v1/devices/pump-7/events\(query)")
                #expect(reply.headers["Content-Type"] == ["application/cloudevents-batch+json"])
                guard case .array(let events) = try reply.json() else { return [] }
                return events.map { event in
                    guard case .object(let members) = event else { return (nil, nil) }
                    return (members["type"], members["sequence"])
                }
            }
            let names = ["create", "enroll", "update", "revoke", "decommision"].map { "io.lamassuiot.device.\($0)" }
            let all = try await types()
            #expect(all.map(\.type) == names.map { .string($0) })
            #expect(try await types("?limit=2").map(\.type) == names.prefix(2).map { .string($0) })
            guard case .string(let second)? = all[1].sequence else { return }
            #expect(
                try await types("?after=\(Int64(second) ?? 0)").map(\.type) == names.dropFirst(2).map { .string($0) })
            #expect(try await types("?type=io.lamassuiot.device.enroll").map(\.type) == [.string(names[1])])
            for query in ["?limit=0", "?after=x", "?subject=device/pump-77", "?page_size=1"] {
                #expect(try await front.get("/v1/devices/pump-7/events\(query)").status == 400, "\(query)")
            }
            #expect(try await front.get("/v1/devices/none/events").status == 404)
        }
    }
}

extension Front {
    func enroll(_ name: String) async throws {
        let bootstrap = try await pki.certificate("batch").certificate.der
        _ = try await pki.enrollment.enroll(
            label: "line-1", request: try TestRequest(name).der, presented: [bootstrap])
    }
}

private func withDevice(_ body: @escaping @Sendable (Front) async throws -> Void) async throws {
    try await withFront { front in
        try await front.pki.createDMS()
        try await front.enroll("pump-7")
        try await body(front)
    }
}
