import CertificateAuthority
import Crypto
import DeviceManager
import Events
import ManagementAPI
import PKIX
import RegistrationAuthority
import Storage
import StorageSQLite
import TestPKI

/// A device with its key and what it was given for it.
struct EnrolledDevice: Sendable {
    let name: String
    let key: P256.Signing.PrivateKey
    let certificate: [UInt8]
    var dnsNames: [String] = []

    var serial: String {
        get throws { try ParsedCertificate(der: certificate).serial.hex }
    }

    /// Asks for the same names again, with a fresh key where no other is given.
    func request(key: P256.Signing.PrivateKey = .init()) throws -> TestRequest {
        try TestRequest(name, key: key, dnsNames: dnsNames)
    }
}

extension TestPKI {
    func enrolled(_ name: String, dnsNames: [String] = [], at dms: String = "line-1") async throws -> EnrolledDevice {
        let bootstrap = try await certificate("bootstrap-of-\(name)").certificate.der
        let request = try TestRequest(name, dnsNames: dnsNames)
        let der = try await enrollment.enroll(label: dms, request: request.der, presented: [bootstrap])
        return EnrolledDevice(name: name, key: request.key, certificate: der, dnsNames: dnsNames)
    }

    /// - Returns: the certificate, DER.
    func reenroll(_ request: [UInt8], as presented: [[UInt8]], at dms: String = "line-1") async throws -> [UInt8] {
        let outcome = try await enrollment.reenroll(
            EnrollmentAttempt(label: dms, request: request, client: ClientEvidence(presented: presented)))
        guard case .issued(let certificate) = outcome else { throw NoCertificate() }
        return certificate
    }

    func renewed(
        _ device: EnrolledDevice, key: P256.Signing.PrivateKey = .init(), at dms: String = "line-1"
    ) async throws -> EnrolledDevice {
        let der = try await reenroll(try device.request(key: key).der, as: [device.certificate], at: dms)
        return EnrolledDevice(name: device.name, key: key, certificate: der, dnsNames: device.dnsNames)
    }

    /// Why a renewal is refused; nil where it is not.
    func refusal(
        reenrolling request: TestRequest, as presented: [UInt8], at dms: String = "line-1"
    ) async throws -> Refusal? {
        do {
            _ = try await reenroll(request.der, as: [presented], at: dms)
            return nil
        } catch let refusal as Refusal {
            return refusal
        }
    }

    /// Everything that a renewal may change, as text: a refused one changes nothing of it.
    func state() async throws -> String {
        let devices = try await database.read { snapshot in
            try snapshot.query("SELECT id, status FROM device ORDER BY id").map {
                "\(try $0.text(0)) \(try $0.text(1))"
            }
                + snapshot.query("SELECT device_id, id, serial, wish_at FROM slot ORDER BY device_id, id").map {
                    "\(try $0.text(0)) \(try $0.text(1)) \(try $0.bytes(2)) \(try $0.integerOrNull(3) ?? 0)"
                }
                + snapshot.query("SELECT serial, status FROM certificate ORDER BY serial").map {
                    "\(try $0.bytes(0)) \(try $0.text(1))"
                }
                + snapshot.query("SELECT serial FROM slot_archive ORDER BY serial").map { "\(try $0.bytes(0))" }
        }
        return (devices + ["\(try await head())"]).joined(separator: "\n")
    }

    // What an operator does, straight in the tables: nothing but renewals is at test.

    func decommission(_ id: String) async throws {
        try await change("UPDATE device SET status = 'DECOMMISSIONED' WHERE id = \(id)")
    }

    func allowNewEnrollment(of id: String) async throws {
        try await change("UPDATE device SET allow_new_enrollment = TRUE WHERE id = \(id)")
    }

    func wish(for id: String, slot: String = "default") async throws {
        try await change(
            """
            UPDATE slot SET wish_at = \(clock.now.milliseconds), wish_reason = 'asked', wish_by = 'operator'
            WHERE device_id = \(id) AND id = \(slot)
            """)
    }

    func changeProfile(of dms: String, _ change: @escaping @Sendable (inout IdentityProfile) -> Void) async throws {
        try await database.write { tx in
            let row = try tx.first("SELECT identity_profile FROM dms WHERE name = \(dms)")
            var profile = try WireJSON.decode(IdentityProfile.self, from: Array((try row?.text(0) ?? "").utf8))
            change(&profile)
            let text = try WireJSON.text(profile)
            _ = try tx.execute("UPDATE dms SET identity_profile = \(text) WHERE name = \(dms)")
        }
    }

    private func change(_ statement: SQL) async throws {
        try await database.write { tx in _ = try tx.execute(statement) }
    }

    func revoke(_ serial: String, _ reason: RevocationReason = .keyCompromise) async throws {
        _ = try await cas.updateCertificateStatus(
            of: serial, to: CertificateStatusBody(status: .revoked, revocationReason: reason), by: Self.caller)
    }
}

/// The answer to a renewal was none of a certificate.
struct NoCertificate: Error {}
