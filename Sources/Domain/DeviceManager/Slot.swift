public import CertificateAuthority
public import Events
import PKIX

/// A place of a device for one certificate at a time.
public struct Slot: Sendable, Hashable {
    public let deviceID: String
    public let id: String
    public let certificate: Certificate
    /// What identified the client that enrolled: SHA-256 of its certificate.
    public let enrolledBy: [UInt8]
    public let enrolledAt: Timestamp
    /// That the device shall re-enrol; a certificate that comes into the slot fulfils it.
    public internal(set) var wish: ReenrollmentWish?

    /// How many archived certificates are shown, the newest: each event of a slot carries them twice, and shall stay small
    /// enough for every intermediary (64 KiB; CloudEvents 1.0, "Size Limits"). All stay on record.
    static let archiveShown = 10

    /// A request that says the same again, soon enough, by the same client with the same key, is the same request: its
    /// answer was lost (contract/est.md). What ran out meanwhile is no answer to anything.
    public func answers(keyHash: [UInt8], client: [UInt8], at time: Timestamp, grace: WireDuration) -> Bool {
        certificate.status.isLive && certificate.keyHash == keyHash && enrolledBy == client
            && time <= enrolledAt + grace && time.seconds <= certificate.notAfter.seconds
    }
}

extension SlotCertificate {
    init(_ certificate: Certificate) throws {
        let parsed = try ParsedCertificate(der: certificate.der)
        self.init(
            caName: parsed.issuer.commonName ?? "", caID: certificate.caID, serialNumber: certificate.serial.hex,
            certificate: EncodedPEM(certificate: certificate.der), status: certificate.status,
            keyMetadata: certificate.key, subject: parsed.subject.fields,
            validFrom: certificate.notBefore.milliseconds, validTo: certificate.notAfter.milliseconds,
            revocationTimestamp: certificate.revocation?.time.milliseconds,
            revocationReason: certificate.revocation?.reason)
    }
}

extension SlotPayload {
    init(id: String, active: Certificate?, archive: [Certificate], wish: ReenrollmentWish? = nil) throws {
        self.init(
            id: id, activeCertificate: try active.map(SlotCertificate.init),
            archiveCertificates: try archive.map(SlotCertificate.init), reenrollmentWish: wish)
    }
}
