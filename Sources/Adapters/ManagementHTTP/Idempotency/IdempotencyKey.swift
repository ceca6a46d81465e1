import HTTPTypes
import ManagementAPI

/// What a caller calls one request, however often it is sent (draft-ietf-httpapi-idempotency-key-header, section 2.1).
struct IdempotencyKey: Sendable, Hashable {
    static let lengthMax = 255
    private static let name = HTTPField.Name(HeaderNames.idempotencyKey)

    let text: String

    /// Takes a quoted string of structured fields (RFC 8941, section 3.3.3), as the draft has it, and also the bare text, as
    /// most clients send it; `"a"` and `a` are the same key. Nil where there is no header.
    /// - Throws: `Refusal` for more than one header, and for anything that is not 1 to 255 printable characters of ASCII.
    init?(_ headers: HTTPFields) throws(Refusal) {
        guard let name = Self.name, headers.contains(name) else { return nil }
        let values = headers[values: name]
        guard values.count == 1, let value = values.first, let text = Self.unquoted(value),
            (1...Self.lengthMax).contains(text.utf8.count), text.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else {
            throw Refusal(
                .invalid, "invalid-idempotency-key",
                "Idempotency-Key must be one text of 1 to \(Self.lengthMax) printable characters of ASCII.")
        }
        self.text = text
    }

    /// Nil where a quote is not closed, something follows it, or what is escaped need not be.
    private static func unquoted(_ value: String) -> String? {
        guard value.utf8.first == UInt8(ascii: "\"") else { return value }
        var text: [UInt8] = []
        var rest = value.utf8.dropFirst()
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return rest.isEmpty ? String(decoding: text, as: UTF8.self) : nil
            case UInt8(ascii: "\\"):
                let escaped = rest.popFirst()
                guard let escaped, escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\") else { return nil }
                text.append(escaped)
            default: text.append(byte)
            }
        }
        return nil
    }
}
