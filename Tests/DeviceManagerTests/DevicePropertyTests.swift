import CertificateAuthority
import DeviceManager
import EventLog
import Events
import ManagementAPI
import TestPKI
import TestSupport
import Testing

/// Many random lives of devices, held against a small model and against the log.
@Suite("Any sequence of operations on devices")
struct DevicePropertyTests {
    /// The walks on which a device renews: the others end too early, or ask too early.
    private static let renewing: Set<UInt64> = [1, 2, 3, 5, 8, 9, 10, 11]

    @Test(
        "keeps store, model and log together, and what is refused changes nothing", arguments: UInt64(1)...12)
    func sequences(_ seed: UInt64) async throws {
        try await withFleet { fleet in
            var life = RandomLife(fleet: fleet, generator: SeededGenerator(seed: seed))
            for _ in 0..<56 { try await life.step() }
            try await life.check()
            #expect(life.done.isSuperset(of: ["enrolment", "permission", "wish"]), "seed \(seed)")
            #expect(life.done.contains("renewal") == Self.renewing.contains(seed), "seed \(seed)")
            let replay = try LogReplay(try await fleet.pki.events())
            for id in RandomLife.ids {
                let device = try? await fleet.devices.device(id)
                #expect(replay.devices[id] == device.map { LogReplay.Device($0) }, "seed \(seed), device \(id)")
            }
        }
    }
}

/// One random walk.
struct RandomLife {
    static let ids = ["pump-1", "pump-2"]
    private static let slots = ["default", "modem"]

    private let fleet: Fleet
    private let start: Timestamp
    private var generator: SeededGenerator
    private var models: [String: DeviceModel] = [:]
    /// The kinds of operations that were not refused.
    private(set) var done: Set<String> = []

    init(fleet: Fleet, generator: SeededGenerator) {
        self.fleet = fleet
        start = fleet.pki.clock.now
        self.generator = generator
    }

    mutating func step() async throws {
        let id = Self.ids.randomElement(using: &generator) ?? Self.ids[0]
        let slot = Self.slots.randomElement(using: &generator) ?? Self.slots[0]
        // Years may have passed since the last one.
        let bootstrap = try await fleet.pki.certificate("batch").certificate.der
        let before = try await fleet.pki.head()
        var model = models[id] ?? DeviceModel()
        let choice = Int.random(in: 0..<28, using: &generator)
        // A decommissioned device stays so: it is done seldom, or the walk would be short.
        let (isAllowed, name) = try await act(choice, id, slot, bootstrap, &model)
        if let isAllowed {
            #expect(isAllowed.expected == isAllowed.happened, "\(name) of slot \(slot) of \(id)")
            if isAllowed.happened { done.insert(name) }
            if !isAllowed.happened { #expect(try await fleet.pki.head() == before, "\(name) left events") }
        }
        if name != "time" { models[id] = model }
        try await check()
    }

    private mutating func act(
        _ choice: Int, _ id: String, _ slot: String, _ bootstrap: [UInt8], _ model: inout DeviceModel
    ) async throws -> ((expected: Bool, happened: Bool)?, String) {
        let fleet = fleet
        let end = fleet.pki.clock.now.seconds * 1000 + 364 * 86_400_000
        switch choice {
        case 0..<5:
            let name = slot == "default" ? id : "\(slot):\(id)"
            let happened = try await happens { try await fleet.enroll(name, with: bootstrap) }
            return ((model.enroll(slot, end: end), happened), "enrolment")
        case 5..<7:
            let serial = try await fleet.pki.certificate("spare", from: "issuing").serialNumber
            let before = try await fleet.pki.head()
            let happened = try await happens { try await fleet.import(serial, into: slot, of: id) }
            let expected = model.replace(slot, end: end)
            #expect(happened == expected)
            if !happened { #expect(try await fleet.pki.head() == before) }
            return (nil, "import")
        case 7..<10:
            let happened = try await happens {
                _ = try await fleet.devices.revoke(slot: slot, of: id, RevokeSlotBody(), by: Fleet.operator)
            }
            return ((model.revoke(slot), happened), "revocation")
        case 10..<15:
            let isWished = choice < 13
            let happened = try await happens {
                _ = try await fleet.devices.forceReenroll(
                    slot: slot, of: id, ForceReenrollBody(requireReenrollment: isWished), by: Fleet.operator)
            }
            return ((model.wish(slot, isWished), happened), "wish")
        case 15:
            guard Bool.random(using: &generator) else { return (nil, "nothing") }
            let happened = try await happens { _ = try await fleet.devices.decommission(id, by: Fleet.operator) }
            return ((model.decommission(), happened), "decommissioning")
        case 16..<18:
            let allowsNew = choice == 16
            let happened = try await happens {
                _ = try await fleet.devices.update(
                    id, UpdateDeviceBody(allowNewEnrollment: allowsNew), by: Fleet.operator)
            }
            return ((model.allow(allowsNew), happened), "permission")
        case 18..<24:
            let presented = try? await fleet.devices.slot(slot, of: id).activeCertificate?.certificate.der
            guard let presented else { return (nil, "nothing") }
            let happened = try await happens { try await fleet.renew(slot, of: id, presenting: presented) }
            return ((model.renew(slot, end: end), happened), "renewal")
        default:
            // The CA lives for five years, and issues for one.
            let isLate = fleet.pki.clock.now > start + .days(1_000)
            let days = (isLate ? [1, 4] : [1, 4, 30, 357]).randomElement(using: &generator) ?? 1
            fleet.pki.clock.advance(by: .days(Int64(days)))
            try await fleet.pki.monitor().pass()
            for each in models.keys { models[each]?.look(at: fleet.pki.clock.now.milliseconds) }
            return (nil, "time")
        }
    }

    private func happens(_ body: () async throws -> Void) async throws -> Bool {
        do {
            try await body()
            return true
        } catch is Refusal {
            return false
        }
    }

    /// The store is what the model is.
    func check() async throws {
        for (id, model) in models {
            let device = try? await fleet.devices.device(id)
            #expect(device?.status == model.status, "\(id)")
            #expect(Set((device?.slots ?? []).map(\.id)) == Set(model.slots.keys), "\(id)")
            for slot in device?.slots ?? [] {
                let wanted = model.slots[slot.id]
                #expect(slot.activeCertificate?.status == wanted?.status, "\(id) \(slot.id)")
                #expect(slot.archiveCertificates.count == wanted?.archived, "\(id) \(slot.id)")
                #expect((slot.reenrollmentWish != nil) == wanted?.isWished, "\(id) \(slot.id)")
                #expect(slot.archiveCertificates.allSatisfy { !$0.status.isLive }, "\(id) \(slot.id)")
            }
        }
    }
}
