public import Events
public import JSONSchema
public import PKIX
import ManagementAPI

/// A certification authority: a certificate, a key to sign with, and what it may do now.
public struct CertificateAuthority: Sendable, Hashable {
    public let id: String
    /// The CA that signed it; nil for a root.
    public let parentID: String?
    public let commonName: String
    public internal(set) var status: CertificateStatus
    public let type: CertificateType
    public let engineID: String
    /// The key in the engine; nil where we do not hold it.
    public let keyID: String?
    public let key: KeyMetadata
    public let serial: SerialNumber
    /// Serial number of the issuer's certificate; its own for a root.
    public let issuerSerial: SerialNumber
    public let der: [UInt8]
    public let notBefore: Timestamp
    public let notAfter: Timestamp
    public internal(set) var revocation: Revocation?
    /// How long what it issues is valid.
    public let issuanceExpiration: Validity
    public internal(set) var metadata: [String: JSONValue]
    public let createdAt: Timestamp
}

extension CertificateAuthority {
    /// A CA signs only while its status is live and now lies in its validity.
    func ensureMaySign(at time: Timestamp) throws(Refusal) {
        try Self.ensureMaySign(id: id, status: status, notBefore: notBefore, notAfter: notAfter, at: time)
    }

    static func ensureMaySign(
        id: String, status: CertificateStatus, notBefore: Timestamp, notAfter: Timestamp, at time: Timestamp
    ) throws(Refusal) {
        guard status.isLive else {
            throw Refusal(.conflict, "ca-\(status.rawValue.lowercased())", "CA \"\(id)\" is \(status.rawValue).")
        }
        guard (notBefore...notAfter).contains(time) else {
            throw Refusal(.conflict, "ca-outside-validity", "CA \"\(id)\" is not valid now.")
        }
    }

    mutating func revoke(_ reason: RevocationReason, at time: Timestamp) throws(Refusal) {
        guard reason != .certificateHold else {
            throw .invalid(
                "reason-not-allowed", at: "/revocation_reason", "A CA cannot be put on hold; give another reason.")
        }
        guard status.isLive else {
            throw Refusal(
                .conflict, "ca-\(status.rawValue.lowercased())",
                "CA \"\(id)\" is \(status.rawValue) and cannot be revoked.")
        }
        status = .revoked
        revocation = Revocation(time: time, reason: reason)
    }

    /// What events and the management API show.
    public func payload() throws -> CAPayload {
        CAPayload(
            id: id, serialNumber: serial.hex,
            issuerMetadata: IssuerMetadata(serialNumber: issuerSerial.hex, caID: parentID ?? id), status: status,
            certificate: EncodedPEM(certificate: der), keyMetadata: key,
            subject: try ParsedCertificate(der: der).subject.fields, validFrom: notBefore, validTo: notAfter,
            revocationTimestamp: revocation?.time ?? .never, revocationReason: revocation?.reason ?? .unspecified,
            engineID: engineID, metadata: metadata, issuanceExpiration: issuanceExpiration, type: type,
            creationTime: createdAt)
    }
}
