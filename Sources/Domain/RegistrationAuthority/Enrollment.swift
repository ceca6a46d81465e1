import CertificateAuthority
import Crypto
import DeviceManager
import Events
import ManagementAPI
import PKIX
import Storage

/// One enrolment on its way: what was asked, and by whom.
struct Enrollment: Sendable {
    let dmsName: String
    let request: CertificateRequest
    let slot: SlotName
    let keyHash: [UInt8]
    /// What the TLS session presented, leaf first.
    let presented: [[UInt8]]
    let client: [UInt8]
    let time: Timestamp
    /// How long the same request is answered with the same certificate.
    let grace: WireDuration

    init(
        dmsName: String, request: CertificateRequest, presented: [[UInt8]], at time: Timestamp, grace: WireDuration
    ) throws(Refusal) {
        let names = request.subject.commonNames
        guard names.count == 1 else {
            throw Refusal(
                .invalid, "common-name-missing",
                names.isEmpty
                    ? "The request has no common name; it must be the device's id."
                    : "The request has \(names.count) common names; it must have one, the device's id.")
        }
        self.dmsName = dmsName
        self.request = request
        slot = try SlotName(commonName: names[0])
        keyHash = Array(SHA256.hash(data: request.publicKeyInfoDER))
        self.presented = presented
        client = Array(SHA256.hash(data: presented.first ?? []))
        self.time = time
        self.grace = grace
    }

    /// What is to be done, as things stand.
    enum Decision: Sendable {
        /// The answer was given before and got lost.
        case answer(Certificate)
        case issue(Admission)
    }

    /// Leave to issue a certificate.
    struct Admission: Sendable {
        let dms: DMS
        /// Nil where the device is to be registered first.
        let device: Device?
        let client: BootstrapAuthentication.Client
    }

    /// Decides on a state of the store: once on a snapshot before a key is used, and again in the transaction that
    /// stores the certificate, for another request may have come in between.
    /// - Throws: `Refusal`.
    func decide(on reader: borrowing some Reading & ~Copyable) throws -> Decision {
        let dms = try reader.existingDMS(dmsName)
        try dms.ensureEnrolls()
        let client = try BootstrapAuthentication(dms: dms, time: time).authenticate(presented, from: reader)
        return try decide(dms, client, on: reader)
    }

    /// As above, where the client's chain was verified a moment ago: what may have changed is looked at again.
    func decideAgain(_ admission: Admission, on reader: borrowing some Reading & ~Copyable) throws -> Decision {
        let dms = try reader.existingDMS(dmsName)
        try dms.ensureEnrolls()
        try BootstrapAuthentication.ensureNotRevoked(admission.client, on: reader)
        return try decide(dms, admission.client, on: reader)
    }

    private func decide(
        _ dms: DMS, _ client: BootstrapAuthentication.Client, on reader: borrowing some Reading & ~Copyable
    ) throws -> Decision {
        guard let device = try reader.device(slot.deviceID) else {
            guard dms.enrollment.registrationMode == .jitp else {
                throw Refusal(
                    .forbidden, "device-not-registered",
                    "Device \"\(slot.deviceID)\" is not registered, and DMS \"\(dms.name)\" registers none by itself.")
            }
            return .issue(Admission(dms: dms, device: nil, client: client))
        }
        let occupant = try reader.slot(slot.slotID, of: device.id)
        let isReplay = device.dmsName == dms.name && device.status != .decommissioned
        if isReplay, let occupant, occupant.answers(keyHash: keyHash, client: self.client, at: time, grace: grace) {
            return .answer(occupant.certificate)
        }
        try device.ensureMayEnroll(
            dmsName: dms.name, slotID: slot.slotID, isOccupied: occupant?.certificate.status.isLive ?? false,
            replacementAllowed: dms.enrollment.allowNewAutoEnrollment)
        return .issue(Admission(dms: dms, device: device, client: client))
    }
}
