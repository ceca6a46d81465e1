/// What is wrong with a server that was killed and started again; nothing, if it keeps its promises.
struct Verdict {
    private let snapshot: Snapshot
    private let received: Received

    init(_ snapshot: Snapshot, after received: Received) {
        self.snapshot = snapshot
        self.received = received
    }

    /// One sentence for each broken promise.
    func faults() -> [String] {
        positions() + history() + answeredCertificates() + signatures() + devices() + enrollments() + revocations()
    }

    /// Positions are contiguous from 1, and no event is there twice.
    private func positions() -> [String] {
        let expected = Array(1...max(1, snapshot.events.count)).prefix(snapshot.events.count)
        let gap = zip(snapshot.events, expected).first { $0.position != $1 }
        var faults = gap.map { ["position \($0.1) is taken by \($0.0.position)"] } ?? []
        let ids = Set(snapshot.events.map(\.id))
        if ids.count != snapshot.events.count { faults.append("\(snapshot.events.count) events, \(ids.count) ids") }
        return faults
    }

    /// What a reader has seen stays, byte for byte.
    private func history() -> [String] {
        let now = Dictionary(snapshot.events.map { ($0.position, $0.bytes) }) { first, _ in first }
        return received.events.keys.sorted().compactMap { position in
            guard let bytes = now[position] else { return "event \(position) was seen and is gone" }
            return bytes == received.events[position] ? nil : "event \(position) was seen and is another now"
        }
    }

    /// What a client holds is stored, as the client holds it.
    private func answeredCertificates() -> [String] {
        received.certificates.sorted { $0.key < $1.key }.compactMap { serial, der in
            guard let stored = snapshot.certificates[serial] else { return "\(serial) was answered and is not stored" }
            return stored.der == der ? nil : "\(serial) is stored otherwise than it was answered"
        }
    }

    /// A certificate is stored if and only if the log says, once, that it was signed.
    private func signatures() -> [String] {
        let signed = counts(events(EventName.sign).compactMap(\.serial))
        let unsigned = snapshot.certificates.keys.filter { signed[$0] == nil }.map {
            "\($0) is stored without its event"
        }
        let unstored = signed.keys.filter { snapshot.certificates[$0] == nil }.map {
            "\($0) has an event, no certificate"
        }
        let twice = signed.filter { $0.value > 1 }.map { "\($0.key) was signed in \($0.value) events" }
        return (unsigned + unstored + twice).sorted()
    }

    /// A device is stored if and only if the log says, once, that it was registered.
    private func devices() -> [String] {
        let created = counts(events(EventName.deviceCreate).map(\.subject))
        let stored = Set(snapshot.devices.keys.map { "device/\($0)" })
        let silent = stored.filter { created[$0] == nil }.map { "\($0) is stored without its event" }
        let lost = created.keys.filter { !stored.contains($0) }.map { "\($0) has an event and is not stored" }
        let twice = created.filter { $0.value > 1 }.map { "\($0.key) was registered in \($0.value) events" }
        return (silent + lost + twice).sorted()
    }

    /// An enrolment is there as a whole: the device, its certificate in its slot, and the event that says so.
    private func enrollments() -> [String] {
        let events = events(EventName.enroll)
        let told = Dictionary(events.map { ($0.subject, $0.serial) }) { _, last in last }
        let halves = snapshot.devices.keys.sorted().compactMap { device -> String? in
            guard let active = snapshot.devices[device] ?? nil else { return "\(device) has no certificate" }
            return told["device/\(device)"] == active ? nil : "the slot of \(device) and its event differ"
        }
        let lost = received.enrollments.sorted { $0.key < $1.key }.compactMap { device, serial -> String? in
            let active = snapshot.devices[device] ?? nil
            return active == serial ? nil : "\(device) holds \(serial), its slot \(active ?? "nothing")"
        }
        return halves + lost
    }

    /// A revocation that was answered is in force, and one that the log tells of is too.
    private func revocations() -> [String] {
        let told = Set(events(EventName.certificateStatus).filter { $0.status == "REVOKED" }.compactMap(\.serial))
        let silent = received.revoked.subtracting(told).sorted().map { "\($0) was revoked without its event" }
        let live = received.revoked.union(told).sorted().filter { snapshot.certificates[$0]?.status != "REVOKED" }
        let untold = snapshot.certificates.filter { $0.value.status == "REVOKED" && !told.contains($0.key) }.keys
            .sorted()
        return silent + live.map { "\($0) was revoked and is not" }
            + untold.map { "\($0) is revoked without its event" }
    }

    private func events(_ type: String) -> [Snapshot.LoggedEvent] {
        snapshot.events.filter { $0.type == type }
    }

    private func counts(_ names: [String]) -> [String: Int] {
        Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
    }
}
