import Foundation
import Storage

/// Where a page ended, and in which order. Opaque to callers: base64url of a JSON array of four texts.
struct Bookmark: Equatable {
    let field: String
    let isDescending: Bool
    let sortValue: SQLValue
    let keyValue: SQLValue

    /// Longer ones are not ours.
    private static let lengthMax = 8192

    init(field: String, isDescending: Bool, sortValue: SQLValue, keyValue: SQLValue) {
        self.field = field
        self.isDescending = isDescending
        self.sortValue = sortValue
        self.keyValue = keyValue
    }

    init(_ text: String) throws(ListError) {
        guard text.utf8.count <= Self.lengthMax, let data = Self.base64URL(text),
            let parts = try? JSONDecoder().decode([String].self, from: data), parts.count == 4,
            parts[1] == "asc" || parts[1] == "desc", let sort = Self.value(parts[2]), let key = Self.value(parts[3])
        else { throw ListError.invalidBookmark }
        self.init(field: parts[0], isDescending: parts[1] == "desc", sortValue: sort, keyValue: key)
    }

    func text() throws -> String {
        let mode = isDescending ? "desc" : "asc"
        let data = try JSONEncoder().encode([field, mode, Self.text(sortValue), Self.text(keyValue)])
        return data.base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func base64URL(_ text: String) -> Data? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text.replacing("-", with: "+").replacing("_", with: "/") + padding)
    }

    /// The first letter says what it is: n(ull), i(nteger), t(ext), b(ytes).
    private static func text(_ value: SQLValue) -> String {
        switch value {
        case .null: "n"
        case .integer(let number): "i\(number)"
        case .text(let text): "t\(text)"
        case .bytes(let bytes): "b\(HexText.text(bytes))"
        }
    }

    private static func value(_ text: String) -> SQLValue? {
        let rest = String(text.dropFirst())
        return switch text.first {
        case "n" where rest.isEmpty: .null
        case "i": Int64(rest).map { .integer($0) }
        case "t": .text(rest)
        case "b": rest.isEmpty ? .bytes([]) : HexText.bytes(rest).map { .bytes($0) }
        default: nil
        }
    }
}
