import CertificateAuthority
import DeviceManager
import EventLog
import Events
import ManagementAPI
import TestPKI
import Testing

@Suite("A device that renewed very often")
struct LongArchiveTests {
    /// What intermediaries must forward (CloudEvents 1.0, "Size Limits").
    private static let sizeMax = 64 << 10

    @Test("shows the newest ten certificates of its archive, in events too, which stay small; all stay on record")
    func bounded() async throws {
        try await withFleet { fleet in
            var serials = [try await fleet.enroll("pump-1")]
            let leave = UpdateDeviceBody(allowNewEnrollment: true)
            _ = try await fleet.devices.update("pump-1", leave, by: Fleet.operator)
            let first = try await fleet.active()
            for _ in 1...24 {
                let presented = try await fleet.active().certificate.der
                let rotation = try await fleet.events {
                    try await fleet.renew("default", of: "pump-1", presenting: presented)
                }.first { $0.type == EventCatalog.deviceRotate.name }
                let event = try #require(rotation)
                #expect(event.data.count < Self.sizeMax)
                let change = try WireJSON.decode(SlotChangedPayload.self, from: event.data)
                #expect(change.archiveCertificates.map(\.serialNumber) == serials.suffix(10))
                #expect(change.previous.archiveCertificates.map(\.serialNumber) == serials.dropLast().suffix(10))
                serials.append(try await fleet.active().serialNumber)
                fleet.pki.clock.advance(by: .days(2))
            }
            let slot = try await fleet.devices.slot("default", of: "pump-1")
            #expect(slot.archiveCertificates.map(\.serialNumber) == serials.dropLast().suffix(10))
            #expect(try await fleet.pki.cas.certificate(first.serialNumber).status == .revoked)
            try await fleet.refuses("client-certificate-replaced") {
                try await fleet.renew("default", of: "pump-1", presenting: try first.certificate.der)
            }
        }
    }
}

extension Fleet {
    fileprivate func active() async throws -> SlotCertificate {
        try #require(try await devices.slot("default", of: "pump-1").activeCertificate)
    }
}
