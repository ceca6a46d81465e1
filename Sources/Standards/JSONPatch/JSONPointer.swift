/// A path to one value inside a JSON document (RFC 6901).
public struct JSONPointer: Sendable, Hashable {
    /// Names of members and indices of elements, from the outside in; none means the whole document.
    public let tokens: [String]

    public init(tokens: [String]) {
        self.tokens = tokens
    }

    /// - Parameter text: `""`, or tokens with `/` before each, in which `~1` stands for `/` and `~0` for `~`.
    /// - Throws: `JSONPointerError`.
    public init(_ text: String) throws(JSONPointerError) {
        let bytes = Array(text.utf8)
        guard let first = bytes.first else {
            self.init(tokens: [])
            return
        }
        guard first == UInt8(ascii: "/") else { throw JSONPointerError.withoutSlash(text) }
        let parts = bytes.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var tokens: [String] = []
        for part in parts {
            guard let token = Self.unescaped(part) else { throw JSONPointerError.strayTilde(text) }
            tokens.append(token)
        }
        self.init(tokens: tokens)
    }

    private static func unescaped(_ part: ArraySlice<UInt8>) -> String? {
        guard part.contains(UInt8(ascii: "~")) else { return String(decoding: part, as: UTF8.self) }
        var token: [UInt8] = []
        var rest = part
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "~") else {
                token.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "0"): token.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): token.append(UInt8(ascii: "/"))
            default: return nil
            }
        }
        return String(decoding: token, as: UTF8.self)
    }

    /// Whether `other` is this very place, or inside of it.
    func contains(_ other: JSONPointer) -> Bool {
        other.tokens.starts(with: tokens)
    }
}

extension JSONPointer: CustomStringConvertible {
    public var description: String {
        tokens.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
    }
}

/// A text that is no JSON Pointer.
public enum JSONPointerError: Error, Sendable, Equatable, CustomStringConvertible {
    case withoutSlash(String)
    case strayTilde(String)

    public var description: String {
        switch self {
        case .withoutSlash(let text): "\"\(text)\" is not a JSON Pointer: it must be empty, or begin with \"/\""
        case .strayTilde(let text):
            "\"\(text)\" is not a JSON Pointer: \"~\" must be written ~0, and \"/\" in a name ~1"
        }
    }
}
