extension OCSPRequest {
    /// An unsigned request.
    /// - Parameter nonce: 1 to 128 octets (RFC 9654, 2.1); 32 are recommended.
    public static func encode(_ certificateIDs: [OCSPCertificateID], nonce: [UInt8]? = nil) -> [UInt8] {
        precondition((1...certificatesMax).contains(certificateIDs.count), "a request is for 1 to 128 certificates")
        precondition(nonce.map { nonceLengths.contains($0.count) } ?? true, "a nonce has 1 to 128 octets")
        let list = DER.tlv(DERTag.sequence, certificateIDs.map { DER.sequence($0.der) })
        return DER.sequence(DER.sequence(list, nonce.map { extensions(nonce: $0, tag: 2) } ?? []))
    }

    /// Extensions with a nonce alone, tagged as a request or a response has them.
    static func extensions(nonce: [UInt8], tag: UInt8) -> [UInt8] {
        let value = DER.tlv(DERTag.octetString, DER.tlv(DERTag.octetString, nonce))
        return DER.tlv(DERTag.contextConstructed(tag), DER.sequence(DER.sequence(OID.ocspNonce.der, value)))
    }

    /// The request in a GET: what follows the responder's own path, percent-encoded base64 (RFC 6960, A.1).
    ///
    /// Forgiving where clients are sloppy: `+` and `/` may stand as they are, slashes may be doubled in front, and the
    /// padding may be missing.
    /// - Throws: `malformedBase64`, `tooLarge`.
    public static func decodePath(_ path: [UInt8]) throws(PKIXError) -> [UInt8] {
        guard path.count <= pathLengthMax else {
            throw PKIXError(.tooLarge, "The OCSP request in the path is too long; send it by POST.", in: "path")
        }
        var text = try percentDecoded(path.drop { $0 == UInt8(ascii: "/") })
        guard text.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw PKIXError(.malformedBase64, "The path is not percent-encoded base64.", in: "path")
        }
        if text.last != UInt8(ascii: "=") {
            while text.count & 3 != 0 { text.append(UInt8(ascii: "=")) }
        }
        return try Base64.decode(text)
    }

    /// The path for ``decodePath(_:)``, without a slash in front (RFC 6960, A.1).
    public static func encodePath(_ der: [UInt8]) -> [UInt8] {
        Base64.encode(der).flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "+"): Array("%2B".utf8)
            case UInt8(ascii: "/"): Array("%2F".utf8)
            case UInt8(ascii: "="): Array("%3D".utf8)
            default: [byte]
            }
        }
    }

    /// Longer ones are to be sent by POST: RFC 6960 says 255 octets, clients send a little more for several certificates.
    public static let pathLengthMax = 4_096

    private static func percentDecoded(_ text: ArraySlice<UInt8>) throws(PKIXError) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.count)
        var at = text.startIndex
        while at < text.endIndex {
            guard text[at] == UInt8(ascii: "%") else {
                decoded.append(text[at])
                at += 1
                continue
            }
            guard text.endIndex - at > 2, let high = hexDigit(text[at + 1]), let low = hexDigit(text[at + 2]) else {
                throw PKIXError(.malformedBase64, "The path is not percent-encoded base64.", in: "path")
            }
            decoded.append(high << 4 | low)
            at += 3
        }
        return decoded
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
