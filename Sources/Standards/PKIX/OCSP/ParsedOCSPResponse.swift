/// An answer as a client reads it (OCSPResponse; RFC 6960, 4.2.1).
public struct ParsedOCSPResponse: Sendable, Hashable {
    public let status: OCSPResponseStatus
    /// Nil unless the status is `successful`.
    public let basic: Basic?

    /// BasicOCSPResponse.
    public struct Basic: Sendable, Hashable {
        /// What is signed.
        public let tbs: [UInt8]
        /// SHA-1 of the signer's key; nil where the responder names itself by its name.
        public let responderKeyHash: [UInt8]?
        /// The Name element; nil where the responder names itself by its key.
        public let responderNameDER: [UInt8]?
        /// Seconds since 1970.
        public let producedAt: Int64
        public let responses: [OCSPSingleResponse]
        public let nonce: [UInt8]?
        /// The AlgorithmIdentifier.
        public let signatureAlgorithmDER: [UInt8]
        public let signature: [UInt8]
        /// DER.
        public let certificates: [[UInt8]]
    }

    /// The largest answer that is read, in bytes.
    public static let sizeMax = 1 << 20

    /// - Throws: `tooLarge`, `malformedDER`, `malformedExtension`, `duplicateExtension`, `invalidTime`.
    public init(der: [UInt8]) throws(PKIXError) {
        guard der.count <= Self.sizeMax else {
            throw PKIXError(.tooLarge, "The OCSP response is larger than 1 MiB.", in: "OCSP response")
        }
        var outer = DERReader(der, in: "OCSP response")
        var fields = try outer.enter(DERTag.sequence)
        try outer.requireEnd()
        guard let status = OCSPResponseStatus(rawValue: try OCSPTime.readEnumerated(&fields)) else {
            throw fields.malformed("The status of the answer is unknown.")
        }
        self.status = status
        if fields.nextTag == DERTag.contextConstructed(0) {
            var tagged = try fields.enter(DERTag.contextConstructed(0))
            var bytes = try tagged.enter(DERTag.sequence)
            try tagged.requireEnd()
            guard try bytes.objectIdentifier() == .ocspBasic else {
                throw bytes.malformed("The answer is not a BasicOCSPResponse.")
            }
            let content = try bytes.next(DERTag.octetString)
            try bytes.requireEnd()
            basic = try Basic(in: bytes.inside(content, "BasicOCSPResponse"))
        } else {
            basic = nil
        }
        try fields.requireEnd()
        guard (basic != nil) == (status == .successful) else {
            throw outer.malformed("The answer's status and its content do not go together.")
        }
    }

    /// Whether the key of this certificate made the signature. What the certificate may sign is not looked at.
    public func isSigned(by signer: ParsedCertificate) -> Bool {
        guard let basic, let algorithm = try? SignatureAlgorithm.require(basic.signatureAlgorithmDER, in: "OCSP")
        else { return false }
        return signer.publicKey.isValid(signature: basic.signature, algorithm: algorithm, for: basic.tbs)
    }
}

extension ParsedOCSPResponse.Basic {
    fileprivate init(in content: DERReader) throws(PKIXError) {
        var content = content
        var fields = try content.enter(DERTag.sequence)
        try content.requireEnd()
        let data = try fields.next(DERTag.sequence)
        tbs = fields.whole(data)
        signatureAlgorithmDER = fields.whole(try fields.next(DERTag.sequence))
        signature = try fields.octetAlignedBits()
        certificates = try Self.certificates(&fields)
        try fields.requireEnd()

        var reader = fields.inside(data, "ResponseData")
        let responder = try reader.next()
        var inside = reader.inside(responder)
        switch responder.tag {
        case DERTag.contextConstructed(1):
            responderNameDER = inside.whole(try inside.next(DERTag.sequence))
            responderKeyHash = nil
        case DERTag.contextConstructed(2):
            responderNameDER = nil
            responderKeyHash = inside.contents(try inside.next(DERTag.octetString))
        default: throw reader.malformed("The responder names itself in an unknown way.")
        }
        try inside.requireEnd()
        producedAt = try OCSPTime.read(&reader)
        var list = try reader.enter(DERTag.sequence)
        var responses: [OCSPSingleResponse] = []
        while !list.isAtEnd { responses.append(try OCSPSingleResponse(from: &list)) }
        self.responses = responses
        nonce = try OCSPRequest.nonce(try OCSPRequest.readExtensions(DERTag.contextConstructed(1), of: &reader))
        try reader.requireEnd()
    }

    private static func certificates(_ fields: inout DERReader) throws(PKIXError) -> [[UInt8]] {
        guard fields.nextTag == DERTag.contextConstructed(0) else { return [] }
        var tagged = try fields.enter(DERTag.contextConstructed(0))
        var list = try tagged.enter(DERTag.sequence)
        try tagged.requireEnd()
        var certificates: [[UInt8]] = []
        while !list.isAtEnd { certificates.append(list.whole(try list.next(DERTag.sequence))) }
        return certificates
    }
}
