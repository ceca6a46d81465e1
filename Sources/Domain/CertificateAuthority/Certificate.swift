public import Events
public import JSONSchema
public import PKIX
import ManagementAPI

/// A certificate that a CA of ours issued, over its life.
public struct Certificate: Sendable, Hashable {
    public let serial: SerialNumber
    public let caID: String
    /// Serial number of the CA's own certificate at the time of issuance.
    public let issuerSerial: SerialNumber
    public let commonName: String
    public internal(set) var status: CertificateStatus
    public let type: CertificateType
    public let engineID: String
    public let key: KeyMetadata
    /// SHA-256 of the SubjectPublicKeyInfo.
    public let keyHash: [UInt8]
    public let der: [UInt8]
    public let notBefore: Timestamp
    public let notAfter: Timestamp
    public internal(set) var revocation: Revocation?
    public internal(set) var metadata: [String: JSONValue]
    public let createdAt: Timestamp
    /// Which key of the CA signed it: its `keyGeneration` then.
    public let issuerKey: Int
    /// How long before its end it counts as NEARING_EXPIRATION, where its DMS says so; nil for the configured window.
    public internal(set) var preventive: WireDuration?
    /// When the expiry monitor looks at it next; nil where no transition is left.
    public internal(set) var dueAt: Timestamp?
    /// When a hold was last released; a delta CRL tells of it (RFC 5280, section 5.3.1).
    public internal(set) var releasedAt: Timestamp?
}

extension Certificate {
    /// Revokes it, or makes a hold final.
    mutating func revoke(_ reason: RevocationReason, at time: Timestamp) throws(Refusal) {
        let heldAndNotAgain = revocation?.isHold == true && reason != .certificateHold
        guard status.isLive || heldAndNotAgain else {
            throw Refusal(
                .conflict, "certificate-\(status.rawValue.lowercased())",
                "Certificate \(serial.hex) is \(status.rawValue) and cannot be revoked.")
        }
        status = .revoked
        revocation = Revocation(time: time, reason: reason)
        dueAt = nil
    }

    /// Takes back a hold; where the certificate ran out meanwhile there is nothing to release.
    /// The expiry monitor gives it the status of its dates, at its next pass.
    mutating func release(at time: Timestamp) throws(Refusal) {
        guard revocation?.isHold == true, time <= notAfter else {
            throw Refusal(
                .conflict, "certificate-not-on-hold",
                "Certificate \(serial.hex) cannot become ACTIVE: only a certificate on CertificateHold that has not "
                    + "expired can be released.")
        }
        status = .active
        revocation = nil
        releasedAt = time
        dueAt = time
    }
}

extension Certificate {
    /// What events and the management API show.
    public func payload() throws -> CertificatePayload {
        payload(subject: try ParsedCertificate(der: der).subject.fields)
    }

    func payload(subject: SubjectFields) -> CertificatePayload {
        CertificatePayload(
            serialNumber: serial.hex, metadata: metadata,
            issuerMetadata: IssuerMetadata(serialNumber: issuerSerial.hex, caID: caID), status: status,
            certificate: EncodedPEM(certificate: der), keyMetadata: key, subject: subject, validFrom: notBefore,
            validTo: notAfter, revocationTimestamp: revocation?.time ?? .never,
            revocationReason: revocation?.reason ?? .unspecified, type: type, engineID: engineID)
    }
}
