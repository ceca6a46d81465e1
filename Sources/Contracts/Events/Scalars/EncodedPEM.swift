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
        // PEM itself is never base64, for a boundary has dashes: the strict reading decides for the common case.
        if let data = Data(base64Encoded: text), let pem = Self.pem(in: data) {
            self.init(pem: pem)
        } else if let pem = Self.pem(in: Data(text.utf8)) {
            self.init(pem: pem)
        } else if let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters), let pem = Self.pem(in: data)
        {
            self.init(pem: pem)
        } else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "must be PEM, or the base64 of a PEM text")
        }
    }

    /// The text, where it has a boundary; other text may stand before it.
    private static func pem(in data: Data) -> String? {
        guard data.starts(with: boundary) || data.range(of: boundary) != nil else { return nil }
        return String(data: data, encoding: .utf8)
    }

    private static let boundary = Data("-----BEGIN ".utf8)

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(base64)
    }
}
