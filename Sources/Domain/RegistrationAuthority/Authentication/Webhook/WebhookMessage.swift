import DeviceManager
import Events
import PKIX

/// What an authorisation service is asked: the body of the request.
struct WebhookQuestion: Encodable {
    let type = "enrollment.authorize"
    /// RFC 3339.
    let timestamp: String
    let data: Content

    struct Content: Encodable {
        let dms: String
        let deviceID: String
        let slotID: String
        /// PEM; its signature was verified.
        let csr: String
        /// PEM, leaf first. TLS proved that the client holds the leaf's key; nothing else was verified.
        let clientCertificateChain: [String]
        let clientAddress: String
        /// What the client calls itself; its password was neither verified nor sent on.
        let unverifiedUser: String?

        enum CodingKeys: String, CodingKey {
            case dms
            case deviceID = "device_id"
            case slotID = "slot_id"
            case csr
            case clientCertificateChain = "client_certificate_chain"
            case clientAddress = "client_address"
            case unverifiedUser = "unverified_user"
        }
    }

    init(_ enrollment: Enrollment) {
        timestamp = enrollment.time.description
        data = Content(
            dms: enrollment.dmsName, deviceID: enrollment.slot.deviceID, slotID: enrollment.slot.slotID,
            csr: Self.pem("CERTIFICATE REQUEST", enrollment.request.der),
            clientCertificateChain: enrollment.client.presented.map { Self.pem("CERTIFICATE", $0) },
            clientAddress: enrollment.client.remoteAddress, unverifiedUser: enrollment.client.credentials?.user)
    }

    private static func pem(_ label: String, _ der: [UInt8]) -> String {
        String(decoding: PEM.encode(label, der), as: UTF8.self)
    }
}

/// What it answers. Other members are passed over.
struct WebhookAnswer: Decodable {
    let allow: Bool
    let reason: String?

    /// For the client: one line, not too long.
    var shownReason: String? {
        guard let reason else { return nil }
        let clean = String(
            String.UnicodeScalarView(reason.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }.prefix(200)))
        return clean.allSatisfy { $0 == " " } ? nil : clean
    }
}

/// A message as the Standard Webhooks specification signs it, with the asymmetric scheme.
struct SignedWebhook {
    let id: String
    /// Seconds since 1970.
    let timestamp: Int64
    let body: [UInt8]

    /// What is signed.
    var content: [UInt8] { Array("\(id).\(timestamp).".utf8) + body }

    func fields(signature: [UInt8]) -> [WebRequest.Field] {
        [
            .init("Content-Type", "application/json"), .init("Accept", "application/json"),
            .init("webhook-id", id), .init("webhook-timestamp", String(timestamp)),
            .init("webhook-signature", "v1a," + String(decoding: Base64.encode(signature), as: UTF8.self)),
        ]
    }
}
