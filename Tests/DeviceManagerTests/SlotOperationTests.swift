import DeviceManager
import EventLog
import Events
import JSONSchema
import ManagementAPI
import TestPKI
import Testing

/// The cascades of events.md, section 5, that begin at a device.
@Suite("Operations on a device")
struct SlotOperationTests {
    @Test("revoking a slot tells of the certificate, then of the device, whose status follows")
    func revoke() async throws {
        try await withFleet { fleet in
            let serial = try await fleet.enroll("pump-1")
            let events = try await fleet.events {
                let slot = try await fleet.devices.revoke(
                    slot: "default", of: "pump-1", RevokeSlotBody(revocationReason: .keyCompromise), by: Fleet.operator)
                #expect(slot.activeCertificate?.status == .revoked)
                #expect(slot.activeCertificate?.revocationReason == .keyCompromise)
            }
            #expect(
                events.map { "\($0.type) \($0.subject)" } == [
                    "certificate.update.status certificate/\(serial)", "io.lamassuiot.device.revoke device/pump-1",
                ])
            let payload = try WireJSON.decode(SlotChangedPayload.self, from: events[1].data)
            #expect(payload.deviceStatus == .requiresAction && payload.previous.activeCertificate?.status == .active)
            #expect(try await fleet.devices.device("pump-1").status == .requiresAction)
            try await fleet.refuses("certificate-revoked") {
                _ = try await fleet.devices.revoke(
                    slot: "default", of: "pump-1", RevokeSlotBody(), by: Fleet.operator)
            }
        }
    }

    @Test("a wish to re-enrol is stored with who, when and why, told once, and can be withdrawn")
    func wish() async throws {
        try await withFleet { fleet in
            try await fleet.enroll("pump-1")
            let body = ForceReenrollBody(requireReenrollment: true, reason: "new root")
            let made = try await fleet.events {
                let slot = try await fleet.devices.forceReenroll(
                    slot: "default", of: "pump-1", body, by: Fleet.operator)
                let wish = try #require(slot.reenrollmentWish)
                #expect(wish.reason == "new root" && wish.by == Fleet.operator.actor)
                #expect(wish.requestedAt == fleet.pki.clock.now.milliseconds)
            }
            #expect(made.map(\.type) == ["io.lamassuiot.device.forceReenroll"])
            #expect(try WireJSON.decode(ForceReenrollPayload.self, from: made[0].data).requireReenrollment)
            let again = try await fleet.events {
                _ = try await fleet.devices.forceReenroll(slot: "default", of: "pump-1", body, by: Fleet.operator)
            }
            #expect(again.isEmpty)
            let withdrawn = try await fleet.events {
                let slot = try await fleet.devices.forceReenroll(
                    slot: "default", of: "pump-1", ForceReenrollBody(requireReenrollment: false), by: Fleet.operator)
                #expect(slot.reenrollmentWish == nil)
            }
            #expect(try !WireJSON.decode(ForceReenrollPayload.self, from: withdrawn[0].data).requireReenrollment)
            #expect(withdrawn.count == 1)
        }
    }

    @Test("decommissioning revokes every live slot, leaves ended ones, and is terminal")
    func decommission() async throws {
        try await withFleet { fleet in
            let serials = [
                try await fleet.enroll("pump-1"), try await fleet.enroll("modem:pump-1"),
                try await fleet.enroll("valve:pump-1"),
            ]
            _ = try await fleet.devices.revoke(slot: "modem", of: "pump-1", RevokeSlotBody(), by: Fleet.operator)
            let events = try await fleet.events {
                let device = try await fleet.devices.decommission("pump-1", by: Fleet.operator)
                #expect(device.status == .decommissioned && device.slots.count == 3)
                #expect(device.slots.allSatisfy { $0.activeCertificate?.status == .revoked })
            }
            #expect(
                events.map { "\($0.type) \($0.subject)" } == [
                    "certificate.update.status certificate/\(serials[0])", "io.lamassuiot.device.revoke device/pump-1",
                    "certificate.update.status certificate/\(serials[2])", "io.lamassuiot.device.revoke device/pump-1",
                    "io.lamassuiot.device.decommision device/pump-1",
                ])
            let last = try WireJSON.decode(DevicePayload.self, from: events[4].data)
            #expect(try await fleet.devices.device("pump-1") == last)
            #expect(
                try await fleet.events { _ = try await fleet.devices.decommission("pump-1", by: Fleet.operator) }
                    .isEmpty)
            try await fleet.refuses("device-decommissioned") { try await fleet.enroll("extra:pump-1") }
            try await fleet.refuses("device-decommissioned") {
                _ = try await fleet.devices.update("pump-1", UpdateDeviceBody(alias: "x"), by: Fleet.operator)
            }
            try await fleet.refuses("device-decommissioned") {
                _ = try await fleet.devices.forceReenroll(
                    slot: "default", of: "pump-1", ForceReenrollBody(requireReenrollment: true), by: Fleet.operator)
            }
        }
    }

    @Test("a certificate that was issued before can be put into a slot, also over a live one, which is then superseded")
    func importing() async throws {
        try await withFleet { fleet in
            let old = try await fleet.enroll("pump-1")
            let first = try await fleet.pki.certificate("spare", from: "issuing").serialNumber
            let second = try await fleet.pki.certificate("pump-1", from: "issuing").serialNumber
            let added = try await fleet.events { try await fleet.import(first, into: "spare") }
            #expect(added.map(\.type) == ["io.lamassuiot.device.update"])
            let replaced = try await fleet.events { try await fleet.import(second, into: "default") }
            #expect(
                replaced.map { "\($0.type) \($0.subject)" } == [
                    "certificate.update.status certificate/\(old)", "io.lamassuiot.device.rotate device/pump-1",
                ])
            let device = try await fleet.devices.device("pump-1")
            #expect(device.slots.map(\.id) == ["default", "spare"] && device.status == .fullyProvisioned)
            #expect(device.slots[0].archiveCertificates.map(\.serialNumber) == [old])
            #expect(device.slots[0].archiveCertificates[0].revocationReason == .superseded)
            try await fleet.refuses("certificate-in-use") { try await fleet.import(first, into: "default") }
            try await fleet.refuses("certificate-not-live") { try await fleet.import(old, into: "third") }
            try await fleet.refuses("certificate-not-found") { try await fleet.import("0a", into: "third") }
            try await fleet.refuses("serial-malformed") { try await fleet.import("pump", into: "third") }
            try await fleet.refuses("common-name-malformed") { try await fleet.import(first, into: "a:b") }
        }
    }

    @Test("an update changes what it names, and what changes nothing leaves no event")
    func update() async throws {
        try await withFleet { fleet in
            try await fleet.enroll("pump-1")
            let body = UpdateDeviceBody(
                alias: "Pump 1", description: "north", tags: ["pump", "north"], iconName: "pump", iconColor: "#fff",
                metadata: ["site": "A"])
            let events = try await fleet.events {
                let device = try await fleet.devices.update("pump-1", body, by: Fleet.operator)
                #expect(
                    device.alias == "Pump 1" && device.tags == ["pump", "north"] && device.metadata == ["site": "A"])
                #expect(try await fleet.devices.device("pump-1") == device)
            }
            #expect(events.map(\.type) == ["io.lamassuiot.device.update"])
            #expect(
                try await fleet.events {
                    _ = try await fleet.devices.update("pump-1", body, by: Fleet.operator)
                }.isEmpty)
            let wrong = UpdateDeviceBody(alias: "a\u{0}", tags: ["", "ok"])
            do {
                _ = try await fleet.devices.update("pump-1", wrong, by: Fleet.operator)
                Issue.record("it was taken")
            } catch let refusal as Refusal {
                #expect(refusal.faults.map(\.pointer) == ["/alias", "/tags/0"])
            }
        }
    }
}
