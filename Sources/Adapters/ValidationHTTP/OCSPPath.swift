import HTTPSemantics
import PKIX

/// An OCSP request as it stands in a path: base64 that is percent-encoded wholly, in part, or, as many clients send it,
/// not at all, so that `/` and `+` of the alphabet stand there raw (RFC 6960, appendix A.1).
enum OCSPPath {
    /// - Returns: the DER; nil where it is no base64.
    static func decode(_ path: Substring) -> [UInt8]? {
        var text: [UInt8] = []
        text.reserveCapacity(path.utf8.count + 2)
        if path.utf8.contains(UInt8(ascii: "%")) {
            guard let decoded = percentDecoded(path) else { return nil }
            text.append(contentsOf: decoded.utf8)
        } else {
            text.append(contentsOf: path.utf8)
        }
        // Some leave the padding away; some make a form's space of the plus.
        for index in text.indices where text[index] == UInt8(ascii: " ") { text[index] = UInt8(ascii: "+") }
        if text.last != padding, text.count % 4 > 1 { text += [UInt8](repeating: padding, count: 4 - text.count % 4) }
        return try? Base64.decode(text)
    }

    private static let padding = UInt8(ascii: "=")
}
