import CertificateAuthority
import DeviceManager
import Events
import ManagementAPI
import PKIX

extension Enrollment {
    /// What a certificate is that comes into the slot: a registration authority that asks for a renewal renews what is
    /// live, and enrols where there is nothing to renew. Some clients know no other operation (`pki --est --cert`).
    /// - Throws: `Refusal` where what is asked for differs from what it renews.
    func kind(over occupant: Slot?, at dms: DMS) throws -> Provisioning.Kind {
        guard case .remote = dms.kind, operation == .reenrollment, let occupant,
            occupant.certificate.status.isLive
        else { return .enrollment }
        try ensureSameNames(as: try ParsedCertificate(der: occupant.certificate.der))
        return .reenrollment
    }

    /// Subject and alternative names stay the same, by value (RFC 7030, section 4.2.2).
    private func ensureSameNames(as current: ParsedCertificate) throws {
        guard current.subject.matches(request.subject) else { throw changed("subject", "renewal-subject") }
        let names = current.extensions.value(.subjectAltName)
        guard try GeneralName.sameNames(names, request.subjectAltNameDER) else {
            throw changed("subject alternative names", "renewal-names")
        }
    }

    private func changed(_ what: String, _ code: String) -> Refusal {
        Refusal(
            .invalid, code,
            "The request's \(what) differ from those of the certificate of device \"\(slot.deviceID)\" in slot "
                + "\"\(slot.slotID)\", which a renewal keeps; use simpleenroll to change them.")
    }
}
