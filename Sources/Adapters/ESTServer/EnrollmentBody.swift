import HTTPTypes
import PKIX
import HTTPSemantics

/// The body of an enrolment: from what clients send to the DER of a PKCS#10 request.
///
/// RFC 8951 wants base64, whatever `Content-Transfer-Encoding` says. Real clients also send PEM, base64 of PEM, and DER.
enum EnrollmentBody {
    static let mediaType = "application/pkcs10"

    /// - Throws: an ``ESTRefusal`` that says what to send instead.
    static func checkContentType(_ fields: HTTPFields) throws(ESTRefusal) {
        guard let value = fields[.contentType] else {
            throw ESTRefusal(.badRequest, "The request has no Content-Type: send \(mediaType).")
        }
        guard MediaType.name(value) == mediaType else {
            throw ESTRefusal(.badRequest, "The request has the wrong Content-Type: send \(mediaType).")
        }
    }

    /// - Returns: the bytes of the request, not yet parsed.
    static func decode(_ body: [UInt8]) throws(ESTRefusal) -> [UInt8] {
        guard !body.isEmpty else {
            throw ESTRefusal(.badRequest, "The body is empty: send a PKCS#10 certificate request in base64.")
        }
        if isDER(body) { return body }
        do {
            let bytes = isPEM(body) ? try pem(body) : try Base64.decode(body)
            if isDER(bytes) { return bytes }
            return isPEM(bytes) && isASCII(bytes) ? try pem(bytes) : bytes
        } catch let error as PKIXError {
            throw ESTRefusal(.badRequest, error.message)
        } catch let refusal as ESTRefusal {
            throw refusal
        } catch {
            throw ESTRefusal(.badRequest, "The body is neither base64 nor PEM.")
        }
    }

    /// A SEQUENCE of 128 bytes or more: the length byte cannot begin a text, so there is no doubt.
    private static func isDER(_ bytes: [UInt8]) -> Bool {
        bytes.count > 1 && bytes[0] == 0x30 && bytes[1] >= 0x80
    }

    /// The base64 alphabet has no dash; every PEM boundary has.
    private static func isPEM(_ bytes: [UInt8]) -> Bool {
        bytes.contains(UInt8(ascii: "-"))
    }

    /// What was decoded may be anything, and a dash is a byte like others.
    private static func isASCII(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { $0 < 0x80 }
    }

    private static func pem(_ text: [UInt8]) throws -> [UInt8] {
        let requests = try PEM.decode(text, label: nil).filter { labels.contains($0.label) }
        guard requests.count == 1 else {
            throw ESTRefusal(.badRequest, "The body has \(requests.count) CERTIFICATE REQUEST blocks: send one.")
        }
        return requests[0].der
    }

    private static let labels: Set<String> = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"]
}
