public import JSONSchema
import Foundation

/// A certificate or request as payloads carry it: standard base64, padded, on one line, of the PEM text.
/// On input plain PEM is accepted too.
public struct EncodedPEM: Sendable, Hashable {
    /// The PEM text, which ends in a newline also where the one who sent it left it out.
    public let pem: String

    public init(pem: String) {
        self.pem = pem.isEmpty || pem.utf8.last == UInt8(ascii: "\n") ? pem : pem + "\n"
    }

    public var base64: String { Data(pem.utf8).base64EncodedString() }
}

extension EncodedPEM: Codable, SchemaDescribing {
    public static var schema: JSONSchema { .string(.init()) }
    public static var example: EncodedPEM { EncodedPEM(pem: "") }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        if Self.looksLikePEM(text.utf8) {
            self.init(pem: text)
        } else if let data = Data(base64Encoded: text) ?? Data(base64Encoded: text, options: .ignoreUnknownCharacters),
            let pem = String(data: data, encoding: .utf8), Self.looksLikePEM(pem.utf8)
        {
            self.init(pem: pem)
        } else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "must be PEM, or the base64 of a PEM text")
        }
    }

    /// Whether there is a boundary; text may stand before it. Bytes are looked at, since this is on the way of every
    /// request.
    private static func looksLikePEM(_ text: String.UTF8View) -> Bool {
        let boundary = "-----BEGIN ".utf8
        if text.starts(with: boundary) { return true }
        return text.firstRange(of: boundary) != nil
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(base64)
    }
}
