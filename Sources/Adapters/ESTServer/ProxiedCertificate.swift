import HTTPTypes
import PKIX

/// The client's certificate as a trusted proxy passes it on in a header.
enum ProxiedCertificate {
    /// - Returns: DER, leaf first; empty where the proxy says that the client presented none.
    /// - Throws: an ``ESTRefusal`` where the header is none that a proxy sends.
    static func chain(_ fields: HTTPFields, in header: HTTPField.Name) throws(ESTRefusal) -> [[UInt8]] {
        let values = fields[values: header]
        guard let value = values.first, !value.isEmpty else { return [] }
        // Two of them: the proxy let the client's own header through, and which is whose nobody knows.
        guard values.count == 1, value.utf8.count <= bytesMax else { throw malformed(header) }
        guard let leaf = value.first == ":" ? [byteSequence(value)] : pem(value), let chain = all(leaf) else {
            throw malformed(header)
        }
        guard header == .clientCertificate else { return chain }
        return try chain + issuers(fields[values: .clientCertificateChain])
    }

    /// RFC 9440, section 2.3: a list of byte sequences, over one or more header lines.
    private static func issuers(_ values: [String]) throws(ESTRefusal) -> [[UInt8]] {
        let items = values.flatMap { $0.split(separator: ",") }
        guard items.count <= issuersMax, let issuers = all(items.map { byteSequence(trimmed($0)) }) else {
            throw malformed(.clientCertificateChain)
        }
        return issuers
    }

    private static func all(_ items: [[UInt8]?]) -> [[UInt8]]? {
        let present = items.compactMap { $0 }
        return present.count == items.count ? present : nil
    }

    /// RFC 8941, section 3.3.5: base64 between colons.
    private static func byteSequence(_ text: some StringProtocol) -> [UInt8]? {
        let bytes = Array(text.utf8)
        let colon = UInt8(ascii: ":")
        guard bytes.count > 2, bytes.first == colon, bytes.last == colon else { return nil }
        return try? Base64.decode(Array(bytes.dropFirst().dropLast()))
    }

    private static func pem(_ value: String) -> [[UInt8]?]? {
        guard let text = unescaped(value), let blocks = try? PEM.decode(text, label: "CERTIFICATE"),
            (1...issuersMax + 1).contains(blocks.count)
        else { return nil }
        return blocks.map(\.der)
    }

    /// Undoes percent-encoding, of line breaks too. What has none is taken as it is.
    private static func unescaped(_ value: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = value.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(code)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " || $0 == "\t" }
        guard let end = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return start[...end]
    }

    private static func malformed(_ header: HTTPField.Name) -> ESTRefusal {
        ESTRefusal(.badRequest, "The proxy's header \(header) is not one certificate as RFC 9440 or nginx sends it.")
    }

    private static let bytesMax = 16 << 10
    private static let issuersMax = 8
}
