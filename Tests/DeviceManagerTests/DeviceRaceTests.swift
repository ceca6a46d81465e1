import CertificateAuthority
import DeviceManager
import EventLog
import Events
import Listing
import Logging
import ManagementAPI
import PKIX
import RegistrationAuthority
import TestPKI
import Testing

/// Whatever comes first, the device is in a state that the lifecycle has, and the log tells of it.
@Suite("Two operations at once on a device")
struct DeviceRaceTests {
    private static let rounds = 12

    @Test("decommissioning and an enrolment into another slot: nothing that was issued stays live")
    func decommissionAndEnrollment() async throws {
        try await withFleet { fleet in
            for round in 1...Self.rounds {
                let id = "pump-\(round)"
                try await fleet.enroll(id)
                async let ended = fleet.devices.decommission(id, by: Fleet.operator)
                async let enrolled = fleet.succeeds("device-decommissioned") { try await fleet.enroll("modem:\(id)") }
                _ = try await ended
                let hasModem = try await enrolled
                let device = try await fleet.devices.device(id)
                #expect(device.status == .decommissioned && device.slots.count == (hasModem ? 2 : 1), "\(id)")
                #expect(device.slots.allSatisfy { $0.activeCertificate?.status == .revoked }, "\(id)")
            }
            try await fleet.expectLogAgrees()
            let live = ListQuery(filters: [try ListFilter("status[eq]ACTIVE"), try ListFilter("ca_id[eq]issuing")])
            #expect(try await fleet.pki.cas.certificates(live).list.isEmpty)
        }
    }

    @Test("a wish and a renewal: the wish is there if it came later, and the slot has one live certificate")
    func wishAndRenewal() async throws {
        try await withFleet { fleet in
            try await fleet.enroll("pump-1")
            var model = try await fleet.devices.device("pump-1")
            for round in 1...Self.rounds {
                let body = ForceReenrollBody(requireReenrollment: true, reason: "round \(round)")
                _ = try await fleet.devices.forceReenroll(slot: "default", of: "pump-1", body, by: Fleet.operator)
                let presented = try #require(try model.slots[0].activeCertificate?.certificate.der)
                let again = ForceReenrollBody(requireReenrollment: true, reason: "again \(round)")
                let before = try await fleet.pki.head()
                async let wished = fleet.devices.forceReenroll(
                    slot: "default", of: "pump-1", again, by: Fleet.operator)
                async let renewed = fleet.renew("default", of: "pump-1", presenting: presented)
                let (_, certificate) = try await (wished, renewed)
                model = try await fleet.devices.device("pump-1")
                #expect(try model.slots[0].activeCertificate?.certificate.der == certificate)
                #expect(model.slots[0].archiveCertificates.allSatisfy { $0.status == .revoked })
                let types = try await fleet.pki.events(after: before).map(\.type)
                let isWishLast = types.last == EventCatalog.deviceForceReenroll.name
                #expect((model.slots[0].reenrollmentWish != nil) == isWishLast, "round \(round): \(types)")
            }
            #expect(model.slots[0].archiveCertificates.count == 10)
            try await fleet.expectLogAgrees()
        }
    }

    @Test("decommissioning and a renewal: the new certificate is revoked, or was never made")
    func decommissionAndRenewal() async throws {
        try await withFleet { fleet in
            for round in 1...Self.rounds {
                let id = "pump-\(round)"
                try await fleet.enroll(id)
                let wish = ForceReenrollBody(requireReenrollment: true)
                let slot = try await fleet.devices.forceReenroll(slot: "default", of: id, wish, by: Fleet.operator)
                let presented = try #require(try slot.activeCertificate?.certificate.der)
                async let ended = fleet.devices.decommission(id, by: Fleet.operator)
                async let renewed = fleet.succeeds("device-decommissioned", "client-certificate-revoked") {
                    try await fleet.renew("default", of: id, presenting: presented)
                }
                _ = try await ended
                let archived = try await renewed ? 1 : 0
                let after = try await fleet.devices.device(id).slots[0]
                #expect(after.activeCertificate?.status == .revoked && after.archiveCertificates.count == archived)
                #expect(after.reenrollmentWish == nil)
            }
            try await fleet.expectLogAgrees()
        }
    }

    @Test("jobs, renewals and an operator: each device has one result and is in a legal state")
    func jobs() async throws {
        try await withFleet { fleet in
            for index in 1...Self.rounds { try await fleet.enroll("pump-\(index)") }
            _ = try await fleet.devices.createGroup(DeviceGroupBody(name: "all", filters: []))
            let wishes = try await fleet.devices.createJob(
                onGroup: "all", CreateJobBody(operation: .forceReenroll), by: Fleet.operator)
            let ends = try await fleet.devices.createJob(
                onGroup: "all", CreateJobBody(operation: .decommission), by: Fleet.operator)
            try await withThrowingTaskGroup(of: Void.self) { group in
                // Two of one owner: the lease does not hold either back.
                for _ in 1...2 {
                    let worker = JobWorker(
                        devices: fleet.devices, batchMax: 2, owner: "one", logger: Logger(label: "test"))
                    group.addTask { while try await worker.step() != nil {} }
                }
                group.addTask {
                    for index in 1...Self.rounds {
                        _ = try await fleet.devices.decommission("pump-\(index)", by: Fleet.operator)
                    }
                }
                try await group.waitForAll()
            }
            for job in [wishes.id, ends.id] {
                let done = try await fleet.devices.job(job)
                #expect(done.state == .finished)
                #expect(done.changed + done.unchanged + done.refused == Int64(Self.rounds))
                let results = try await fleet.devices.results(ofJob: job, ListQuery(pageSize: 100)).list
                #expect(Set(results.map(\.deviceID)).count == Self.rounds && results.count == Self.rounds)
            }
            let ended = try await fleet.pki.events().filter { $0.type == EventCatalog.deviceDecommission.name }
            #expect(ended.count == Self.rounds && Set(ended.map(\.subject)).count == Self.rounds)
            try await fleet.expectLogAgrees()
        }
    }
}

extension Fleet {
    /// - Returns: false where it was refused with one of the codes.
    fileprivate func succeeds(_ codes: String..., body: () async throws -> some Any) async throws -> Bool {
        do {
            _ = try await body()
            return true
        } catch let refusal as Refusal where codes.contains(refusal.code) {
            return false
        }
    }

    /// Who has read nothing but the log knows the same devices.
    fileprivate func expectLogAgrees() async throws {
        let replay = try LogReplay(try await pki.events())
        let list = try await devices.list(ListQuery(pageSize: 1_000)).list
        #expect(Set(replay.devices.keys) == Set(list.map(\.id)))
        for device in list { #expect(replay.devices[device.id] == LogReplay.Device(device), "\(device.id)") }
    }
}
