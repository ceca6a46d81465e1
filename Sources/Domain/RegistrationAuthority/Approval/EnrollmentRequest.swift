import CertificateAuthority
import Crypto
import DeviceManager
import Events
import ManagementAPI
import PKIX

/// A request to enrol a device that a person decides on (RFC 7030, section 4.2.3).
struct EnrollmentRequest: Sendable {
    /// How long a rejection holds, and how long it can be looked up who approved what.
    static let retention = WireDuration.days(30)

    let id: String
    let dmsName: String
    let slot: SlotName
    private(set) var status: EnrollmentRequestStatus
    /// PKCS #10, DER.
    let der: [UInt8]
    /// SHA-256 of the SubjectPublicKeyInfo.
    let keyHash: [UInt8]
    /// SHA-256 of all that a certificate would take from the request: what a person approves is what is issued.
    let contentHash: [UInt8]
    /// What identified the client.
    let client: [UInt8]
    let actor: String
    let remoteAddress: String
    let createdAt: Timestamp
    /// From then on it is as if it had never been made.
    private(set) var expiresAt: Timestamp
    private(set) var decision: Decision?
    /// Of the certificate that it led to.
    let serial: SerialNumber?

    struct Decision: Sendable {
        let time: Timestamp
        let actor: String
    }

    /// A request that nobody has looked at.
    init(_ enrollment: Enrollment, by client: AuthenticatedClient, timeout: WireDuration) {
        id = EventID.next(at: enrollment.time)
        dmsName = enrollment.dmsName
        slot = enrollment.slot
        status = .pending
        der = enrollment.asked.der
        keyHash = Array(SHA256.hash(data: enrollment.asked.publicKeyInfoDER))
        contentHash = enrollment.contentHash
        self.client = client.fingerprint
        actor = client.actor
        remoteAddress = enrollment.client.remoteAddress
        createdAt = enrollment.time
        expiresAt = enrollment.time + timeout
        decision = nil
        serial = nil
    }

    init(
        id: String, dmsName: String, slot: SlotName, status: EnrollmentRequestStatus, der: [UInt8], keyHash: [UInt8],
        contentHash: [UInt8], client: [UInt8], actor: String, remoteAddress: String, createdAt: Timestamp,
        expiresAt: Timestamp, decision: Decision?, serial: SerialNumber?
    ) {
        self.id = id
        self.dmsName = dmsName
        self.slot = slot
        self.status = status
        self.der = der
        self.keyHash = keyHash
        self.contentHash = contentHash
        self.client = client
        self.actor = actor
        self.remoteAddress = remoteAddress
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.decision = decision
        self.serial = serial
    }

    /// Whether this is that request, sent again: by the same client, for the same key and names.
    func isSame(as enrollment: Enrollment, by client: AuthenticatedClient) -> Bool {
        contentHash == enrollment.contentHash && self.client == client.fingerprint
    }

    /// Approves or rejects. An approval may be taken back until its certificate is issued.
    mutating func decide(_ wanted: EnrollmentRequestStatus, at time: Timestamp, by caller: Caller) throws(Refusal) {
        guard serial == nil else {
            throw Refusal(
                .conflict, "enrollment-decided",
                "The request was approved and its certificate is issued; revoke that instead.")
        }
        switch (status, wanted) {
        // It waited for a person; now a person waits for its client, as long again.
        case (.pending, .approved):
            expiresAt = time + WireDuration(milliseconds: expiresAt.milliseconds - createdAt.milliseconds)
        case (.pending, .rejected), (.approved, .rejected): expiresAt = time + Self.retention
        default:
            throw Refusal(
                .conflict, "enrollment-decided",
                "The request is \(status.rawValue) and cannot become \(wanted.rawValue).")
        }
        status = wanted
        decision = Decision(time: time, actor: caller.actor)
    }
}

extension Enrollment {
    /// Subject, key and alternative names, each behind its length.
    var contentHash: [UInt8] {
        var hash = SHA256()
        for part in [asked.subjectDER, asked.publicKeyInfoDER, asked.subjectAltNameDER ?? []] {
            hash.update(data: withUnsafeBytes(of: UInt64(part.count).bigEndian) { Array($0) })
            hash.update(data: part)
        }
        return Array(hash.finalize())
    }
}

extension EnrollmentRequest {
    /// What the management API shows.
    func payload() throws -> EnrollmentRequestPayload {
        let request = try CertificateRequest(der: der)
        return EnrollmentRequestPayload(
            id: id, dmsName: dmsName, deviceID: slot.deviceID, slotID: slot.slotID, status: status,
            subject: request.subject.fields, alternativeNames: try request.subjectAltNames().map(\.summary),
            keyMetadata: KeyMetadata(request.key),
            keyFingerprint: keyHash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(),
            csr: EncodedPEM(pem: String(decoding: PEM.encode("CERTIFICATE REQUEST", der), as: UTF8.self)),
            client: actor, remoteAddress: remoteAddress, creationTimestamp: createdAt.milliseconds,
            expirationTimestamp: expiresAt.milliseconds, decisionTimestamp: decision?.time.milliseconds,
            decidedBy: decision?.actor, serialNumber: serial?.hex)
    }
}
