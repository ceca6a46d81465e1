public import Events
public import JSONSchema
public import PKIX
import ManagementAPI

/// A certification authority: a certificate, a key to sign with, and what it may do now.
public struct CertificateAuthority: Sendable, Hashable {
    public let id: String
    /// The CA that signed it; nil for a root, and where its issuer is not here.
    public internal(set) var parentID: String?
    public let commonName: String
    public internal(set) var status: CertificateStatus
    public let type: CertificateType
    public let engineID: String
    /// The key in the engine; nil where we do not hold it.
    public internal(set) var keyID: String?
    public internal(set) var key: KeyMetadata
    public internal(set) var serial: SerialNumber
    /// Serial number of the issuer's certificate; its own for a root; nil where the issuer is not here.
    public internal(set) var issuerSerial: SerialNumber?
    public internal(set) var der: [UInt8]
    public internal(set) var notBefore: Timestamp
    public internal(set) var notAfter: Timestamp
    public internal(set) var revocation: Revocation?
    /// How long what it issues is valid.
    public let issuanceExpiration: Validity
    public internal(set) var metadata: [String: JSONValue]
    public let createdAt: Timestamp
    /// Counts the keys that the CA has had: 0, and one more with each rekey. A certificate is told of as revoked by the
    /// key that signed it, so its CRL goes on after a rekey.
    public internal(set) var keyGeneration: Int
    /// Which key of the parent signed it: the parent's `keyGeneration` then.
    public internal(set) var issuerKey: Int
    /// Into how many lists its CRL is divided, by serial number (RFC 5280, section 5.2.5); 1 is one list of everything.
    public let crlShards: Int
    /// The subject key identifier of its certificate.
    public internal(set) var keyIdentifier: [UInt8]
    /// The authority key identifier of its certificate, by which a parent that is imported later is found.
    public internal(set) var issuerKeyIdentifier: [UInt8]?
    /// When the expiry monitor looks at it next; nil where no transition is left.
    public internal(set) var dueAt: Timestamp?
    /// Since when what it issued is being revoked in a series; it signs nothing meanwhile.
    public internal(set) var closingAt: Timestamp?
    /// Deleted: it is not found any more, but what it issued and its lists stay readable.
    public internal(set) var deletedAt: Timestamp?
}

extension CertificateAuthority {
    /// A CA signs only while its status is live and now lies in its validity.
    func ensureMaySign(at time: Timestamp) throws(Refusal) {
        try Self.ensureMaySign(
            id: id, status: status, isClosing: closingAt != nil, notBefore: notBefore, notAfter: notAfter, at: time)
    }

    static func ensureMaySign(
        id: String, status: CertificateStatus, isClosing: Bool, notBefore: Timestamp, notAfter: Timestamp,
        at time: Timestamp
    ) throws(Refusal) {
        guard status.isLive else {
            throw Refusal(.conflict, "ca-\(status.rawValue.lowercased())", "CA \"\(id)\" is \(status.rawValue).")
        }
        guard !isClosing else {
            throw Refusal(.conflict, "ca-being-revoked", "CA \"\(id)\" is being revoked and signs nothing more.")
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
        dueAt = nil
        closingAt = nil
    }

    /// Signed with its own key.
    public var isRoot: Bool { parentID == nil && issuerSerial == serial }

    /// Itself for a root, and empty where its issuer is not here.
    private var issuerMetadata: IssuerMetadata {
        IssuerMetadata(serialNumber: issuerSerial?.hex ?? "", caID: parentID ?? (isRoot ? id : ""))
    }

    /// What events and the management API show.
    public func payload() throws -> CAPayload {
        CAPayload(
            id: id, serialNumber: serial.hex,
            issuerMetadata: issuerMetadata, status: status,
            certificate: EncodedPEM(certificate: der), keyMetadata: key,
            subject: try ParsedCertificate(der: der).subject.fields, validFrom: notBefore, validTo: notAfter,
            revocationTimestamp: revocation?.time ?? .never, revocationReason: revocation?.reason ?? .unspecified,
            engineID: engineID, metadata: metadata, issuanceExpiration: issuanceExpiration, type: type,
            creationTime: createdAt)
    }
}
