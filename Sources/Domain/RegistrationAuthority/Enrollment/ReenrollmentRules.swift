import CertificateAuthority
import DeviceManager
import Events
import ManagementAPI
import PKIX

/// When the certificates of a DMS's devices are renewed (contract/lifecycles.md, "Device").
struct RenewalRules: Sendable {
    let dmsName: String
    let enrollment: EnrollmentRules
    let settings: ReenrollmentSettings
    private let renewedCAs: [String]

    /// - Throws: `Refusal` for a DMS whose devices do not come here themselves.
    init(of dms: DMS, signedBy wanted: String?) throws(Refusal) {
        guard case .cloud(let profile) = dms.kind else {
            throw Refusal(
                .forbidden, "dms-remote",
                "DMS \"\(dms.name)\" is remote: its devices renew through it, not by themselves.")
        }
        dmsName = dms.name
        enrollment = try dms.rules(signedBy: wanted)
        settings = profile.reenrollmentSettings
        renewedCAs = profile.renewedCAs
    }

    /// The CA that vouches for the client is still one of those whose certificates are renewed.
    func ensureRenews(certificatesOf caID: String) throws(Refusal) {
        guard renewedCAs.contains(caID) else {
            throw Refusal(
                .unauthenticated, BootstrapAuthentication.refusedCode,
                "DMS \"\(dmsName)\" does not renew certificates of CA \"\(caID)\" any more.")
        }
    }

    /// Whether the certificate that is, or just was, in the slot may be replaced.
    func ensureRenews(_ tenure: SlotTenure, of device: Device, for request: Enrollment) throws(Refusal) {
        guard tenure.endedAt == nil else {
            guard isLost(tenure, for: request) else { throw Self.replaced(tenure, grace: request.grace) }
            return
        }
        let certificate = tenure.certificate
        guard certificate.status != .revoked else {
            throw Refusal(
                .unauthenticated, "client-certificate-revoked",
                certificate.revocation?.reason == .certificateHold
                    ? "The certificate \(certificate.serial.hex) is on hold: have it released."
                    : "The certificate \(certificate.serial.hex) is REVOKED: enrol anew with a bootstrap certificate.")
        }
        try ensureNotExpired(certificate.serial, certificate.notAfter, at: request.time)
        let isNear = certificate.status == .nearingExpiration || certificate.status == .criticalExpiration
        let opens = certificate.notAfter - settings.preventiveRenewalInterval
        guard request.time >= opens || isNear || tenure.slot.wish != nil || isReplaceable(device) else {
            throw Refusal(
                .conflict, "renewal-too-early",
                "The certificate \(certificate.serial.hex) of device \"\(device.id)\" may be renewed from \(opens) on, "
                    + "or when somebody asks for it; it is valid until \(certificate.notAfter).")
        }
    }

    /// Whether a device may come from elsewhere with a certificate that never was in a slot here.
    /// - Parameter occupant: what is in its slot.
    func ensureMovesIn(
        _ presented: ParsedCertificate, over occupant: Slot?, of device: Device, for request: Enrollment
    ) throws(Refusal) {
        if let occupant, occupant.enrolledBy == request.clientFingerprint, occupant.certificate.status.isLive,
            request.time <= occupant.enrolledAt + request.grace
        {
            return
        }
        try ensureNotExpired(presented.serial, Timestamp(seconds: presented.notAfter), at: request.time)
        try device.ensureMayEnroll(
            dmsName: dmsName, slotID: request.slot.slotID, isOccupied: occupant != nil,
            replacementAllowed: enrollment.allowNewAutoEnrollment)
    }

    private func isReplaceable(_ device: Device) -> Bool {
        enrollment.allowNewAutoEnrollment || device.allowNewEnrollment
    }

    /// The device renewed with this certificate and never got the answer: what it did not get may be replaced, for it
    /// need not have kept the key of the request.
    private func isLost(_ tenure: SlotTenure, for request: Enrollment) -> Bool {
        guard let endedAt = tenure.endedAt, request.time <= endedAt + request.grace,
            tenure.slot.enrolledBy == request.clientFingerprint, tenure.slot.certificate.status.isLive
        else { return false }
        // One that was revoked for a reason of its own stays without a successor.
        return tenure.certificate.status != .revoked || tenure.certificate.revocation?.reason == .superseded
    }

    private static func replaced(_ tenure: SlotTenure, grace: WireDuration) -> Refusal {
        let (old, new) = (tenure.certificate, tenure.slot.certificate)
        return Refusal(
            .unauthenticated, "client-certificate-replaced",
            "The certificate \(old.serial.hex) is \(old.status.rawValue) and was replaced by \(new.serial.hex), which is "
                + "\(new.status.rawValue): use that one. Only within \(grace) after a renewal does the certificate that "
                + "asked for it count once more.")
    }

    private func ensureNotExpired(_ serial: SerialNumber, _ notAfter: Timestamp, at time: Timestamp) throws(Refusal) {
        // Valid through the second that notAfter names (RFC 5280, section 4.1.2.5).
        guard time.seconds > notAfter.seconds, !settings.allowExpiredRenewal else { return }
        throw Refusal(
            .unauthenticated, "client-certificate-expired",
            "The certificate \(serial.hex) expired at \(notAfter), and DMS \"\(dmsName)\" renews no expired ones: "
                + "enrol anew with a bootstrap certificate.")
    }
}
