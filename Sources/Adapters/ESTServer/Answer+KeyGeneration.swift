import HTTPTypes
import HTTPSemantics
import PKIX

extension Answer {
    /// CsrAttrs in base64 (RFC 7030, 4.5.2; RFC 8951, 3.2), or 204 where there are none.
    static func csrAttributes(_ attributes: [UInt8]?, as form: CertificateForm) -> Answer {
        guard let attributes else { return Answer(status: .noContent, fields: [:], body: []) }
        return Answer(
            status: .ok,
            fields: [.contentType: CSRAttributes.mediaType, .contentTransferEncoding: "base64"],
            body: Base64.encode(attributes, lines: form.lines))
    }

    static func keyGeneration(_ answer: KeyGenerationAnswer, as form: CertificateForm) -> Answer {
        switch answer {
        case .issued(let issued): .parts(of: issued, lines: form.lines)
        case .pending(let seconds): .enrollment(.pending(retryAfterSeconds: seconds), as: form)
        }
    }

    /// Two parts, the key and its certificate (RFC 7030, 4.4.2). The boundary stands in no base64.
    private static func parts(of issued: IssuedKey, lines: Base64.Lines) -> Answer {
        let boundary = "est-server-generated-key"
        let certificate = CertificatesOnly.encode([issued.certificate])
        var body = part(issued.form.contentType, issued.key, lines, boundary)
        body += part("\(CertificateForm.pkcs7Type); smime-type=certs-only", certificate, lines, boundary)
        body += Array("--\(boundary)--\r\n".utf8)
        let fields: HTTPFields = [
            .contentType: "multipart/mixed; boundary=\(boundary)", .cacheControl: "no-store",
        ]
        return Answer(status: .ok, fields: fields, body: body)
    }

    /// Lines end in CRLF, as they do everywhere in MIME (RFC 2046, 4.1.1).
    private static func part(
        _ contentType: String, _ bytes: [UInt8], _ lines: Base64.Lines, _ boundary: String
    ) -> [UInt8] {
        var part = Array("--\(boundary)\r\nContent-Type: \(contentType)\r\n".utf8)
        part += Array("Content-Transfer-Encoding: base64\r\n\r\n".utf8)
        for line in Base64.encode(bytes, lines: lines).split(separator: 0x0a) { part += line + [0x0d, 0x0a] }
        return part
    }
}

extension IssuedKey.Form {
    fileprivate var contentType: String {
        switch self {
        case .pkcs8: "application/pkcs8"
        case .envelopedData: "\(CertificateForm.pkcs7Type); smime-type=server-generated-key"
        }
    }
}
