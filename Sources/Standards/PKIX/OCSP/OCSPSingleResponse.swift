/// What is said of one certificate (SingleResponse; RFC 6960, 4.2.1).
public struct OCSPSingleResponse: Sendable, Hashable {
    public let certificateID: OCSPCertificateID
    public let status: OCSPCertificateStatus
    /// When the status was known to be so; seconds since 1970.
    public let thisUpdate: Int64
    /// Until when it may be relied on; seconds since 1970. Nil means that newer information is always to be had.
    public let nextUpdate: Int64?

    public init(
        certificateID: OCSPCertificateID, status: OCSPCertificateStatus, thisUpdate: Int64, nextUpdate: Int64?
    ) {
        self.certificateID = certificateID
        self.status = status
        self.thisUpdate = thisUpdate
        self.nextUpdate = nextUpdate
    }
}

/// CertStatus (RFC 6960, 4.2.1).
public enum OCSPCertificateStatus: Sendable, Hashable {
    case good
    /// - Parameters:
    ///   - time: seconds since 1970.
    ///   - reason: the code of the CRLReason (RFC 5280, 5.3.1); nil where none is given.
    case revoked(time: Int64, reason: Int?)
    /// The responder does not know the certificate.
    case unknown
}

extension OCSPSingleResponse {
    func write(to writer: inout DERWriter) {
        writer.tlv(DERTag.sequence) { fields in
            if let nextUpdate {
                fields.tlv(DERTag.contextConstructed(0)) { $0.bytes(OCSPTime.encode(nextUpdate)) }
            }
            fields.bytes(OCSPTime.encode(thisUpdate))
            status.write(to: &fields)
            fields.bytes(certificateID.der)
        }
    }

    init(from reader: inout DERReader) throws(PKIXError) {
        var fields = try reader.enter(DERTag.sequence)
        certificateID = try OCSPCertificateID(from: &fields)
        status = try OCSPCertificateStatus(from: &fields)
        thisUpdate = try OCSPTime.read(&fields)
        if fields.nextTag == DERTag.contextConstructed(0) {
            var tagged = try fields.enter(DERTag.contextConstructed(0))
            nextUpdate = try OCSPTime.read(&tagged)
            try tagged.requireEnd()
        } else {
            nextUpdate = nil
        }
        let extensions = try OCSPRequest.readExtensions(DERTag.contextConstructed(1), of: &fields)
        guard !extensions.contains(where: \.isCritical) else {
            throw fields.malformed("What is said of a certificate has a critical extension that is not understood.")
        }
        try fields.requireEnd()
    }
}

extension OCSPCertificateStatus {
    fileprivate func write(to writer: inout DERWriter) {
        switch self {
        case .good: writer.tlv(DERTag.context(0), [])
        case .unknown: writer.tlv(DERTag.context(2), [])
        case .revoked(let time, let reason):
            writer.tlv(DERTag.contextConstructed(1)) { info in
                if let reason {
                    info.tlv(DERTag.contextConstructed(0)) {
                        $0.tlv(DERTag.enumerated, [UInt8(truncatingIfNeeded: reason)])
                    }
                }
                info.bytes(OCSPTime.encode(time))
            }
        }
    }

    fileprivate init(from reader: inout DERReader) throws(PKIXError) {
        let element = try reader.next()
        switch element.tag {
        case DERTag.context(0) where element.contents.isEmpty: self = .good
        case DERTag.context(2) where element.contents.isEmpty: self = .unknown
        case DERTag.contextConstructed(1):
            var info = reader.inside(element)
            let time = try OCSPTime.read(&info)
            var reason: Int?
            if info.nextTag == DERTag.contextConstructed(0) {
                var tagged = try info.enter(DERTag.contextConstructed(0))
                reason = try OCSPTime.readEnumerated(&tagged)
                try tagged.requireEnd()
            }
            try info.requireEnd()
            self = .revoked(time: time, reason: reason)
        default: throw reader.malformed("The status of a certificate cannot be read.")
        }
    }
}

/// Times of OCSP, which are always GeneralizedTime, and its enumerations.
enum OCSPTime {
    static func encode(_ seconds: Int64) -> [UInt8] { ASN1Time.encode(seconds, alwaysGeneralized: true) }

    static func read(_ reader: inout DERReader) throws(PKIXError) -> Int64 {
        try ASN1Time.decode(try reader.next(DERTag.generalizedTime), in: reader)
    }

    /// An ENUMERATED of one octet, not negative.
    static func readEnumerated(_ reader: inout DERReader) throws(PKIXError) -> Int {
        let contents = reader.contents(try reader.next(DERTag.enumerated))
        guard contents.count == 1, contents[0] < 0x80 else { throw reader.malformed("An ENUMERATED is malformed.") }
        return Int(contents[0])
    }
}

extension DERTag {
    static let enumerated: UInt8 = 0x0a
}
