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
    var request: CertificateRequest
    let slot: SlotName
    var keyHash: [UInt8]
    let client: ClientEvidence
    /// SHA-256 of the certificate that the TLS session presented.
    let clientFingerprint: [UInt8]
    let time: Timestamp
    /// How long the same request is answered with the same certificate.
    let grace: WireDuration
    /// The authorised CA that the label chose; nil for the first one.
    let wantedCA: String?
    /// The EST operation that was asked for.
    let operation: Provisioning.Kind
    /// The request as the client sent it, whatever is issued: what a person is asked about.
    let asked: CertificateRequest
    /// The key is made here and handed out once (RFC 7030, section 4.4), so no answer can be given again.
    var isKeyMadeHere = false

    init(
        dmsName: String, request: CertificateRequest, client: ClientEvidence, at time: Timestamp, grace: WireDuration,
        wantedCA: String? = nil, operation: Provisioning.Kind = .enrollment
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
        self.client = client
        clientFingerprint = Array(SHA256.hash(data: client.presented.first ?? []))
        self.time = time
        self.grace = grace
        self.wantedCA = wantedCA
        self.operation = operation
        asked = request
    }

    /// What is to be done, as things stand.
    enum Decision: Sendable {
        /// The answer was given before and got lost.
        case answer(Certificate)
        case issue(Admission)
        /// A person is to be asked, which would lead to this.
        case ask(Admission)
        /// A person was asked, and has not decided.
        case wait
    }

    /// Leave to issue a certificate.
    struct Admission: Sendable {
        let dms: DMS
        let rules: EnrollmentRules
        /// Nil where the device is to be registered first.
        let device: Device?
        var kind = Provisioning.Kind.enrollment
        /// Id of the request that a person approved; nil where nobody is asked.
        var approval: String?
    }

    /// Decides on a state of the store: once on a snapshot before a key is used, and again in the transaction that
    /// stores the certificate, for another request may have come in between.
    /// - Throws: `Refusal`.
    func decide(_ client: AuthenticatedClient, on reader: borrowing some Reading & ~Copyable) throws -> Decision {
        let dms = try reader.existingDMS(dmsName)
        try dms.ensureEnrolls()
        if isKeyMadeHere { try dms.ensureMakesKeys() }
        try client.ensureGood(on: reader)
        let rules = try dms.rules(signedBy: wantedCA)
        guard let device = try reader.device(slot.deviceID) else {
            guard rules.registrationMode == .jitp else {
                throw Refusal(
                    .forbidden, "device-not-registered",
                    "Device \"\(slot.deviceID)\" is not registered, and DMS \"\(dms.name)\" registers none by itself.")
            }
            return try approved(Admission(dms: dms, rules: rules, device: nil), for: client, on: reader)
        }
        let occupant = try reader.slot(slot.slotID, of: device.id)
        let isReplay = device.dmsName == dms.name && device.status != .decommissioned
        if isReplay, !isKeyMadeHere, let occupant,
            occupant.answers(keyHash: keyHash, client: client.fingerprint, at: time, grace: grace)
        {
            return .answer(occupant.certificate)
        }
        try device.ensureMayEnroll(
            dmsName: dms.name, slotID: slot.slotID, isOccupied: occupant?.certificate.status.isLive ?? false,
            replacementAllowed: rules.allowNewAutoEnrollment)
        let kind = try kind(over: occupant, at: dms)
        return try approved(
            Admission(dms: dms, rules: rules, device: device, kind: kind), for: client, on: reader)
    }
}
