import Testing

/// The judge is judged first: a promise that is broken must be seen to be broken.
@Suite("The verdict on a server that was killed")
struct VerdictTests {
    @Test("a server that kept everything has no fault")
    func honest() {
        #expect(Verdict(Story.snapshot, after: Story.received).faults().isEmpty)
    }

    @Test("a certificate that was answered and is gone is a fault")
    func lostCertificate() {
        expect("0a was answered and is not stored") { $0.certificates["0a"] = nil }
    }

    @Test("a certificate that differs from the answered one is a fault")
    func otherCertificate() {
        expect("0a is stored otherwise") { $0.certificates["0a"]?.der = [9] }
    }

    @Test("a stored certificate without its event is a fault")
    func silentCertificate() {
        expect("0c is stored without its event") { $0.certificates["0c"] = .init(der: [3], status: "ACTIVE") }
    }

    @Test("an event without its certificate is a fault")
    func inventedCertificate() {
        expect("0c has an event, no certificate") { $0.events.append(Story.event(7, EventName.sign, serial: "0c")) }
    }

    @Test("a certificate that was signed twice is a fault")
    func signedTwice() {
        expect("0a was signed in 2 events") { $0.events.append(Story.event(7, EventName.sign, serial: "0a")) }
    }

    @Test("a device without its event, and an event without its device, are faults")
    func devices() {
        expect("device/d2 is stored without its event") { $0.devices["d2"] = .some("0a") }
        expect("device/d1 has an event and is not stored") { $0.devices["d1"] = nil }
    }

    @Test("half an enrolment is a fault")
    func halfEnrollment() {
        expect("d1 has no certificate") { $0.devices["d1"] = .some(nil) }
        expect("the slot of d1 and its event differ") { $0.events.removeAll { $0.type == EventName.enroll } }
        expect("d1 holds 0b") { $0.devices["d1"] = .some("0a") }
    }

    @Test("a gap, a repeat and a shift of positions are faults")
    func positions() {
        expect("position 2 is taken by 3") { $0.events.remove(at: 1) }
        expect("position 7 is taken by 6") { $0.events.append(Story.event(6, "ca.create")) }
        expect("7 events, 6 ids") {
            var copy = $0.events[0]
            copy.position = 7
            $0.events.append(copy)
        }
    }

    @Test("an event that a reader has seen must not change or go")
    func history() {
        expect("event 2 was seen and is another now") { $0.events[1].bytes = [0] }
        expect("event 6 was seen and is gone") { $0.events.removeLast() }
    }

    @Test("a revocation that is not in force, or that nothing tells of, is a fault")
    func revocations() {
        expect("0a was revoked and is not") { $0.certificates["0a"]?.status = "ACTIVE" }
        expect("0a was revoked without its event") { $0.events[5].status = "ACTIVE" }
        expect("0b is revoked without its event") { $0.certificates["0b"]?.status = "REVOKED" }
    }

    private func expect(_ fault: String, _ tamper: (inout Snapshot) -> Void) {
        var snapshot = Story.snapshot
        tamper(&snapshot)
        let faults = Verdict(snapshot, after: Story.received).faults()
        #expect(faults.contains { $0.contains(fault) }, "found only \(faults)")
    }
}

/// One certificate over the API, later revoked; one device that enrolled.
private enum Story {
    static let snapshot = Snapshot(
        certificates: ["0a": .init(der: [1], status: "REVOKED"), "0b": .init(der: [2], status: "ACTIVE")],
        devices: ["d1": "0b"],
        events: [
            event(1, "ca.create"), event(2, EventName.sign, serial: "0a"),
            event(3, EventName.deviceCreate, subject: "device/d1"), event(4, EventName.sign, serial: "0b"),
            event(5, EventName.enroll, subject: "device/d1", serial: "0b"),
            event(6, EventName.certificateStatus, serial: "0a", status: "REVOKED"),
        ])

    static let received = Received(
        certificates: ["0a": [1], "0b": [2]], enrollments: ["d1": "0b"], revoked: ["0a"],
        events: Dictionary(uniqueKeysWithValues: snapshot.events.map { ($0.position, $0.bytes) }))

    static func event(
        _ position: Int, _ type: String, subject: String = "certificate/x", serial: String? = nil,
        status: String? = nil
    ) -> Snapshot.LoggedEvent {
        .init(
            position: position, id: "id-\(position)", type: type, subject: subject, serial: serial, status: status,
            bytes: Array("\(position) \(type)".utf8))
    }
}
