import ESTClient
import Events
import ManagementAPI
import ManagementClient
import PKIX

/// The devices of the demo: each makes keys of its own, and asks over a mutual TLS connection of its own.
struct DemoFleet {
    let est: ESTClient
    let label: String
    private static let atOnce = 8

    /// A key and a bootstrap certificate for it, as a factory would have.
    static func bootstrap(_ client: ManagementClient, from caID: String) async throws -> ESTClient.Credentials {
        let key = DeviceKey()
        let signed = try await client.sign(
            SignBody(csr: EncodedPEM(pem: try key.requestPEM(commonName: "bootstrap-1"))), with: caID)
        return .certificate(try .init(certificatePEM: signed.certificate.pem, key: key))
    }

    func enroll(_ count: Int, as bootstrap: ESTClient.Credentials) async throws -> [VirtualDevice] {
        let fleet = (1...count).map { VirtualDevice(name: "pump-\($0)") }
        return try await each(of: fleet) { device in
            _ = try await device.enroll(with: est, label: label, as: bootstrap).certificate()
        }
    }

    /// Each by the certificate that it has, for a new key.
    func renew(_ devices: [VirtualDevice]) async throws -> [VirtualDevice] {
        try await each(of: devices) { device in
            _ = try await device.renew(with: est, label: label).certificate()
        }
    }

    /// - Returns: the devices, in the order in which they were done.
    private func each(
        of devices: [VirtualDevice], _ work: @escaping @Sendable (inout VirtualDevice) async throws -> Void
    ) async throws -> [VirtualDevice] {
        try await withThrowingTaskGroup(of: VirtualDevice.self) { group in
            var done: [VirtualDevice] = []
            for (number, device) in devices.enumerated() {
                if number >= Self.atOnce, let finished = try await group.next() { done.append(finished) }
                group.addTask {
                    var device = device
                    try await work(&device)
                    return device
                }
            }
            for try await finished in group { done.append(finished) }
            return done
        }
    }
}

extension VirtualDevice {
    /// Of its certificate, as the API writes it; nil until it enrolled.
    var serial: String? {
        get throws { try certificate.map { try ParsedCertificate(der: $0).serial.hex } }
    }
}
