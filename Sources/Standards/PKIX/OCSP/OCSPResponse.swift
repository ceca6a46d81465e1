/// Why a request was not answered, or that it was (OCSPResponseStatus; RFC 6960, 4.2.1).
public enum OCSPResponseStatus: Int, Sendable, Hashable, CaseIterable {
    case successful = 0
    case malformedRequest = 1
    case internalError = 2
    case tryLater = 3
    case sigRequired = 5
    case unauthorized = 6
}

/// Writes OCSPResponse (RFC 6960, 4.2.1).
public enum OCSPResponse {
    /// An answer without content: the status says why.
    public static func failure(_ status: OCSPResponseStatus) -> [UInt8] {
        precondition(status != .successful, "a successful answer has content")
        return DER.sequence(DER.tlv(DERTag.enumerated, [UInt8(truncatingIfNeeded: status.rawValue)]))
    }

    /// The ResponseData, ready to be signed.
    /// - Parameters:
    ///   - responderKeyHash: SHA-1 of the signer's BIT STRING, whatever the requests hash with.
    ///   - producedAt: seconds since 1970.
    public static func tbs(
        responderKeyHash: [UInt8], producedAt: Int64, responses: [OCSPSingleResponse], nonce: [UInt8]? = nil
    ) -> [UInt8] {
        var writer = DERWriter(capacity: 128 + responses.count * 192)
        writer.tlv(DERTag.sequence) { data in
            if let nonce { data.bytes(OCSPRequest.extensions(nonce: nonce, tag: 1)) }
            data.tlv(DERTag.sequence) { list in
                for response in responses.reversed() { response.write(to: &list) }
            }
            data.bytes(OCSPTime.encode(producedAt))
            data.tlv(DERTag.contextConstructed(2)) { $0.tlv(DERTag.octetString, responderKeyHash) }
        }
        return writer.finish()
    }

    /// A successful answer: a BasicOCSPResponse.
    /// - Parameter certificates: what is needed to check the signature beyond the issuer's own certificate, DER.
    public static func successful(
        tbs: [UInt8], signatureAlgorithm: SignatureAlgorithm, signature: [UInt8], certificates: [[UInt8]]
    ) -> [UInt8] {
        let size = certificates.reduce(tbs.count + signature.count + 128) { $0 + $1.count }
        var writer = DERWriter(capacity: size)
        writer.tlv(DERTag.sequence) { response in
            response.tlv(DERTag.contextConstructed(0)) { tagged in
                tagged.tlv(DERTag.sequence) { bytes in
                    bytes.tlv(DERTag.octetString) { content in
                        content.tlv(DERTag.sequence) { basic in
                            writeCertificates(certificates, to: &basic)
                            basic.bitString(signature)
                            basic.bytes(signatureAlgorithm.der)
                            basic.bytes(tbs)
                        }
                    }
                    bytes.bytes(OID.ocspBasic.der)
                }
            }
            response.tlv(DERTag.enumerated, [0])
        }
        return writer.finish()
    }

    private static func writeCertificates(_ certificates: [[UInt8]], to basic: inout DERWriter) {
        guard !certificates.isEmpty else { return }
        basic.tlv(DERTag.contextConstructed(0)) { tagged in
            tagged.tlv(DERTag.sequence) { list in
                for certificate in certificates.reversed() { list.bytes(certificate) }
            }
        }
    }
}
