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
        if text.contains("-----BEGIN ") {
            self.init(pem: text)
        } else if let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters),
            let pem = String(data: data, encoding: .utf8), pem.contains("-----BEGIN ")
        {
            self.init(pem: pem)
        } else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "must be PEM, or the base64 of a PEM text")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(base64)
    }
}
