import DeviceManager
import EventLog
import Events
import JSONSchema
import ManagementAPI
import RegistrationAuthority
import Testing
import TestPKI

@Suite("A device that is registered ahead of its first contact")
struct RegistrationTests {
    @Test("is told of by one event, waits for its certificate, and enrols where only such devices may")
    func preRegistered() async throws {
        try await withPKI { pki in
            try await pki.createDMS { $0.enrollmentSettings.registrationMode = .preRegister }
            let before = try await pki.head()
            let body = CreateDeviceBody(
                id: "pump-7", dmsName: "line-1", alias: "The pump", description: "Hall 2", tags: ["wet"],
                iconName: "pump", iconColor: "#0000ff")
            let device = try await pki.dmss.register(body, by: TestPKI.caller)
            #expect(device.status == .pendingProvisioning && device.slots.isEmpty && device.alias == "The pump")
            #expect(device.description == "Hall 2" && device.tags == ["wet"] && device.iconColor == "#0000ff")
            #expect(try await pki.devices.device("pump-7") == device)
            let event = try #require(try await pki.events(after: before).first)
            #expect(event.type == "io.lamassuiot.device.create" && event.actor == "test")
            #expect(try WireJSON.decode(DevicePayload.self, from: event.data) == device)

            let bootstrap = try await pki.certificate("boot").certificate.der
            let enrolling = try await pki.head()
            _ = try await pki.enroll(try TestRequest("pump-7"), bootstrap)
            #expect(
                try await pki.eventTypes(after: enrolling) == ["ca.sign-certificate", "io.lamassuiot.device.enroll"])
            #expect(try await pki.devices.device("pump-7").alias == "The pump")
            let unknown = await pki.refusal(enrolling: try TestRequest("pump-8"), bootstrap)
            #expect(unknown?.kind == .forbidden && unknown?.code == "device-not-registered")
        }
    }

    @Test("needs no more than an id and a DMS, which may still wait for its approval")
    func defaults() async throws {
        try await withPKI { pki in
            _ = try await pki.insertRemoteDMS(status: .pendingApproval)
            let body = CreateDeviceBody(id: "pump-7", dmsName: "plant-2")
            let device = try await pki.dmss.register(body, by: TestPKI.caller)
            #expect(device.alias == "pump-7" && device.tags.isEmpty && device.description.isEmpty)
            let twice = await pki.refusal(registering: body)
            #expect(twice?.kind == .conflict && twice?.code == "device-exists")
        }
    }

    struct Wrong: Sendable {
        let body: CreateDeviceBody
        let pointers: [String]
    }

    private static let wrong = [
        Wrong(body: CreateDeviceBody(id: "", dmsName: "line-1"), pointers: ["/id"]),
        Wrong(body: CreateDeviceBody(id: "modem:pump-7", dmsName: "line-1"), pointers: ["/id"]),
        Wrong(body: CreateDeviceBody(id: "default:pump-7", dmsName: "line-1"), pointers: ["/id"]),
        Wrong(body: CreateDeviceBody(id: "a\nb", dmsName: "line-1"), pointers: ["/id"]),
        Wrong(
            body: CreateDeviceBody(id: String(repeating: "x", count: 65), dmsName: "line-1", alias: ""),
            pointers: ["/id", "/alias"]),
        Wrong(
            body: CreateDeviceBody(id: "pump-7", dmsName: "line-1", description: "\u{7}", tags: ["ok", ""]),
            pointers: ["/description", "/tags/1"]),
        Wrong(
            body: CreateDeviceBody(
                id: "pump-7", dmsName: "line-1", tags: .init(repeating: "t", count: 51),
                iconName: .init(repeating: "i", count: 256), iconColor: "\u{FFFF}"),
            pointers: ["/icon_name", "/icon_color", "/tags"]),
        Wrong(body: CreateDeviceBody(id: "pump-7", dmsName: "nowhere"), pointers: ["/dms_name"]),
    ]

    @Test("is refused with a pointer to each wrong member", arguments: wrong)
    func faults(wrong: Wrong) async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let head = try await pki.head()
            let refusal = await pki.refusal(registering: wrong.body)
            #expect(refusal?.kind == .invalid && refusal?.faults.map(\.pointer) == wrong.pointers)
            #expect(try await pki.head() == head)
        }
    }

    @Test("is refused at a DMS that has ended")
    func endedDMS() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            _ = try await pki.dmss.updateStatus(
                of: "line-1", to: DMSStatusBody(status: .revoked), by: TestPKI.caller)
            let refusal = await pki.refusal(registering: CreateDeviceBody(id: "pump-7", dmsName: "line-1"))
            #expect(refusal?.kind == .conflict && refusal?.code == "dms-status")
        }
    }
}

extension TestPKI {
    fileprivate func refusal(registering body: CreateDeviceBody) async -> Refusal? {
        do {
            _ = try await dmss.register(body, by: Self.caller)
            return nil
        } catch {
            return error as? Refusal
        }
    }
}
