import HTTPTypes
import PKIX
import HTTPSemantics

/// How a client wants its certificates.
enum CertificateForm: Equatable {
    /// PKCS#7 certs-only in base64 (RFC 7030, 4.1.3 and 4.2.3; RFC 8951, 3.2).
    case pkcs7(Base64.Lines)
    case pem

    static let pemType = "application/x-pem-file"
    static let pkcs7Type = "application/pkcs7-mime"

    init(_ fields: HTTPFields) {
        let accepted = (fields[.accept] ?? "").split(separator: ",").map(MediaType.name)
        if accepted.contains(Self.pemType), !accepted.contains(Self.pkcs7Type) {
            self = .pem
        } else {
            self = .pkcs7(Self.lines(fields))
        }
    }

    /// libest needs lines of 76 columns, strongSwan before 5.9.11 a single one. The latter is known by its silence: it
    /// sends neither User-Agent nor Accept.
    private static func lines(_ fields: HTTPFields) -> Base64.Lines {
        fields[.userAgent] == nil && fields[.accept] == nil ? .one : .columns76
    }

    /// How base64 is broken into lines.
    var lines: Base64.Lines {
        if case .pkcs7(let lines) = self { lines } else { .columns76 }
    }

    func encode(_ certificates: [[UInt8]]) -> [UInt8] {
        switch self {
        case .pkcs7(let lines): Base64.encode(CertificatesOnly.encode(certificates), lines: lines)
        case .pem: certificates.flatMap { PEM.encode("CERTIFICATE", $0) }
        }
    }

    var fields: HTTPFields {
        switch self {
        case .pkcs7:
            [.contentType: "\(Self.pkcs7Type); smime-type=certs-only", .contentTransferEncoding: "base64"]
        case .pem:
            [.contentType: Self.pemType]
        }
    }
}

extension HTTPField.Name {
    /// RFC 2045, 6. RFC 8951 makes it meaningless; RFC 7030 clients look for it.
    static let contentTransferEncoding = HTTPField.Name("Content-Transfer-Encoding")!
}
