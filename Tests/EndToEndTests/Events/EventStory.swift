/// A DMS from its first CA to its last revocation, with the events that each step must leave in the log.
struct EventStory {
    let server: LiveServer
    /// Tells this story's objects from those of the others.
    let name: String

    typealias Step = (what: String, expected: [Happening], actual: [JSON])

    private var root: String { "\(name)-root" }
    private var issuing: String { "\(name)-issuing" }
    private var bootstrap: String { "\(name)-bootstrap" }

    /// - Returns: the steps in order; together they are all that happened.
    func play() async throws -> [Step] {
        var steps = [try await createCAs(), try await createDMS()]
        let (client, signing) = try await signBootstrap()
        steps.append(signing)
        let (first, enrolment) = try await enroll("pump-1", as: client)
        let (_, second) = try await enroll("pump-2", as: client)
        let (current, replacement) = try await replace("pump-1", first, as: client)
        steps += [enrolment, second, replacement]
        steps.append(
            try await step("the certificate of a device is revoked", [status(current), revoked("pump-1")]) {
                try await server.revoke(current)
            })
        return steps + [try await revokeRoot()]
    }

    private func createCAs() async throws -> Step {
        let created = [root, issuing, bootstrap].map { Happening("ca.create", "ca/\($0)") }
        return try await step("a root, a CA below it and another root are created", created) {
            try await server.call("POST", "/v1/cas", LiveServer.caBody(root, validity: "20y"))
            try await server.call("POST", "/v1/cas", LiveServer.caBody(issuing, below: root))
            try await server.call("POST", "/v1/cas", LiveServer.caBody(bootstrap))
        }
    }

    private func createDMS() async throws -> Step {
        var body = LiveServer.dmsBody(name, ca: issuing, bootstrap: bootstrap)
        body["identity_profile"]["enrollment_settings"]["allow_new_auto_enrollment"] = true
        let subject = "dms/\(name)"
        let expected = ["create", "update-status"].map { Happening("io.lamassuiot.dms.\($0)", subject) }
        return try await step("a DMS is created and approved", expected) { try await server.createDMS(body) }
    }

    private func signBootstrap() async throws -> (Identity, Step) {
        let start = try await server.head()
        let client = try await server.identity("\(name)-boot", of: bootstrap)
        return (client, ("a certificate is signed", [signed(client.serial)], try await server.wholeLog(after: start)))
    }

    /// - Returns: also the serial number.
    private func enroll(_ device: String, as client: Identity) async throws -> (String, Step) {
        let start = try await server.head()
        let serial = try await enrolled(device, as: client)
        let expected = [
            Happening("io.lamassuiot.device.create", "device/\(name)-\(device)"), signed(serial), enrolment(device),
        ]
        return (serial, ("an unknown device enrols", expected, try await server.wholeLog(after: start)))
    }

    private func replace(_ device: String, _ old: String, as client: Identity) async throws -> (String, Step) {
        let start = try await server.head()
        let serial = try await enrolled(device, as: client)
        let rotation = Happening("io.lamassuiot.device.rotate", "device/\(name)-\(device)")
        let expected = [signed(serial), status(old), rotation, enrolment(device)]
        return (serial, ("a device enrols again", expected, try await server.wholeLog(after: start)))
    }

    private func enrolled(_ device: String, as client: Identity) async throws -> String {
        let request = try await DeviceRequest.make("/CN=\(name)-\(device)", in: server.folder)
        return try await OpenSSL.serial(try await server.enrolled(request, as: client, at: name))
    }

    /// Depth first: what a CA issued, the CAs below it, and then itself.
    private func revokeRoot() async throws -> Step {
        let second = "\(name)-second"
        try await server.call("POST", "/v1/cas", LiveServer.caBody(second, below: root))
        let ofRoot = try await server.identity("\(name)-of-root", of: root).serial
        let ofSecond = [
            try await server.identity("\(name)-a", of: second).serial,
            try await server.identity("\(name)-b", of: second).serial,
        ]
        let device = try await server.call("GET", "/v1/devices/\(name)-pump-2")
        let live = device["slots"].items[0]["active_certificate"]["serial_number"].text ?? ""
        var expected = [status(ofRoot), status(live), revoked("pump-2"), caStatus(issuing)]
        expected += ofSecond.map(status) + [caStatus(second), caStatus(root)]
        return try await step("a root is revoked", expected) {
            try await server.call(
                "PUT", "/v1/cas/\(root)/status", ["status": "REVOKED", "revocation_reason": "KeyCompromise"])
        }
    }

    private func step(
        _ what: String, _ expected: [Happening], _ change: () async throws -> Void
    ) async throws -> Step {
        let start = try await server.head()
        try await change()
        return (what, expected, try await server.wholeLog(after: start))
    }

    private func signed(_ serial: String) -> Happening { Happening("ca.sign-certificate", "certificate/\(serial)") }
    private func status(_ serial: String) -> Happening {
        Happening("certificate.update.status", "certificate/\(serial)")
    }
    private func caStatus(_ id: String) -> Happening { Happening("ca.update.status", "ca/\(id)") }
    private func revoked(_ device: String) -> Happening {
        Happening("io.lamassuiot.device.revoke", "device/\(name)-\(device)")
    }
    private func enrolment(_ device: String) -> Happening {
        Happening("io.lamassuiot.device.enroll", "device/\(name)-\(device)")
    }
}
