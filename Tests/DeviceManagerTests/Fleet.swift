import DeviceManager
import EventLog
import Events
import ManagementAPI
import PKIX
import RegistrationAuthority
import TestPKI
import Testing

/// Devices that enrolled, and what happens to them.
struct Fleet: Sendable {
    let pki: TestPKI
    private let bootstrap: [UInt8]

    static let `operator` = Caller(actor: "operator")

    var devices: DeviceService { pki.devices }

    init(_ pki: TestPKI) async throws {
        self.pki = pki
        try await pki.createDMS()
        bootstrap = try await pki.certificate("batch").certificate.der
    }

    /// - Returns: the serial number of the certificate.
    @discardableResult
    func enroll(_ commonName: String, with bootstrap: [UInt8]? = nil) async throws -> String {
        let der = try await pki.enrollment.enroll(
            label: "line-1", request: try TestRequest(commonName).der, presented: [bootstrap ?? self.bootstrap])
        return try ParsedCertificate(der: der).serial.hex
    }

    /// Renews by a certificate of the device's own, for a fresh key.
    /// - Returns: the certificate, DER.
    @discardableResult
    func renew(_ slot: String, of device: String, presenting certificate: [UInt8]) async throws -> [UInt8] {
        let request = try TestRequest(slot == "default" ? device : "\(slot):\(device)")
        let outcome = try await pki.enrollment.reenroll(
            EnrollmentAttempt(
                label: "line-1", request: request.der, client: ClientEvidence(presented: [certificate])))
        guard case .issued(let issued) = outcome else { throw NoCertificate() }
        return issued
    }

    func `import`(_ serial: String, into slot: String, of device: String = "pump-1") async throws {
        _ = try await devices.importCertificate(
            into: slot, of: device, ImportIntoSlotBody(serialNumber: serial), by: Self.operator)
    }

    /// What the body leaves in the log.
    func events(_ body: () async throws -> Void) async throws -> [LoggedEvent] {
        let before = try await pki.head()
        try await body()
        return try await pki.events(after: before)
    }

    /// That the body is refused with the code, and leaves nothing in the log.
    func refuses(_ code: String, _ body: () async throws -> Void, line: Int = #line) async throws {
        let before = try await pki.head()
        do {
            try await body()
            Issue.record("line \(line): it was not refused")
        } catch let refusal as Refusal {
            #expect(refusal.code == code, "line \(line)")
        }
        #expect(try await pki.head() == before)
    }
}

func withFleet(_ body: @Sendable (Fleet) async throws -> Void) async throws {
    try await withPKI { try await body(try await Fleet($0)) }
}

/// The answer to a renewal was none of a certificate.
struct NoCertificate: Error {}
