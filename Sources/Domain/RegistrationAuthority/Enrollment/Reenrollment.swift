import CertificateAuthority
import DeviceManager
import Events
import ManagementAPI
import PKIX
import Storage

/// A renewal on its way (RFC 7030, section 4.2.2): a request, and the certificate that is to be replaced, which the
/// client presented in TLS.
struct Reenrollment: Sendable {
    let enrollment: Enrollment
    let presented: ParsedCertificate
    /// Who presents it, found to be of a CA whose certificates the DMS renews.
    let client: AuthenticatedClient

    /// What is to be done, as things stand.
    enum Decision: Sendable {
        /// The answer was given before and got lost.
        case answer(Certificate)
        case renew(Permit)
    }

    /// Leave to replace a certificate.
    struct Permit: Sendable {
        let rules: EnrollmentRules
        let device: Device
        /// What the new certificate takes the place of; nil where the slot is empty.
        let replaced: SerialNumber?
    }

    /// Decides on a state of the store: once on a snapshot before a key is used, and again in the transaction that
    /// stores the certificate, for another request may have come in between.
    /// - Throws: `Refusal`.
    func decide(on reader: borrowing some Reading & ~Copyable) throws -> Decision {
        let dms = try reader.existingDMS(enrollment.dmsName)
        try dms.ensureEnrolls()
        try client.ensureGood(on: reader)
        let rules = try RenewalRules(of: dms, signedBy: enrollment.wantedCA)
        if let standing = client.standing { try rules.ensureRenews(certificatesOf: standing.anchorCA) }
        let tenure = try reader.tenure(of: presented)
        let deviceID = tenure?.slot.deviceID ?? enrollment.slot.deviceID
        guard let device = try reader.device(deviceID) else {
            throw Refusal(
                .forbidden, "device-not-registered",
                "Device \"\(deviceID)\" is not registered, and a renewal registers none.")
        }
        try ensureOwn(device, tenure, of: dms)
        try ensureSameNames()
        let occupant = try tenure?.slot ?? reader.slot(enrollment.slot.slotID, of: device.id)
        if let occupant, isAnswered(by: occupant) { return .answer(occupant.certificate) }
        if let tenure {
            try rules.ensureRenews(tenure, of: device, for: enrollment)
        } else {
            try rules.ensureMovesIn(presented, over: occupant, of: device, for: enrollment)
        }
        return .renew(Permit(rules: rules.enrollment, device: device, replaced: occupant?.certificate.serial))
    }

    private func isAnswered(by occupant: Slot) -> Bool {
        occupant.answers(
            keyHash: enrollment.keyHash, client: client.fingerprint, at: enrollment.time, grace: enrollment.grace)
    }

    /// The certificate is that of the very device and slot that the request names.
    private func ensureOwn(_ device: Device, _ tenure: SlotTenure?, of dms: DMS) throws(Refusal) {
        guard device.dmsName == dms.name else { throw .deviceOfAnotherDMS(device.id, dms.name) }
        guard device.status != .decommissioned else {
            throw Refusal(.forbidden, "device-decommissioned", "Device \"\(device.id)\" is decommissioned.")
        }
        guard let tenure else { return }
        let wanted = enrollment.slot
        guard wanted.deviceID == device.id, wanted.slotID == tenure.slot.id else {
            throw Refusal(
                .forbidden, "certificate-of-another-slot",
                "The client certificate is that of device \"\(device.id)\", slot \"\(tenure.slot.id)\", and renews no "
                    + "other; the request is for device \"\(wanted.deviceID)\", slot \"\(wanted.slotID)\".")
        }
    }

    /// Subject and alternative names are those of the certificate, by value (RFC 7030, section 4.2.2).
    private func ensureSameNames() throws {
        guard enrollment.request.subject.matches(presented.subject) else {
            throw Refusal(
                .invalid, "subject-changed",
                "The subject of the request is not that of the certificate to be renewed: ask for "
                    + "'\(presented.subject.description)'.")
        }
        let names = presented.extensions.value(.subjectAltName)
        guard try GeneralName.sameNames(enrollment.request.subjectAltNameDER, names) else {
            throw Refusal(
                .invalid, "alternative-names-changed",
                "The subject alternative names of the request are not those of the certificate to be renewed: ask for "
                    + (names == nil ? "none." : "the same names."))
        }
    }
}

extension Refusal {
    static func deviceOfAnotherDMS(_ device: String, _ dms: String) -> Refusal {
        Refusal(.forbidden, "device-of-another-dms", "Device \"\(device)\" is not a device of DMS \"\(dms)\".")
    }
}
