/// What `If-Match` and `If-None-Match` hold: `*`, or tags between commas (RFC 9110, sections 13.1.1 and 13.1.2).
public enum EntityTagList: Sendable, Equatable {
    case any
    case tags([EntityTag])

    /// Nil where the text is neither.
    public init?(_ text: String) {
        let bytes = text.utf8
        if Self.trimmed(bytes[...]).elementsEqual("*".utf8) {
            self = .any
            return
        }
        var rest = bytes[...]
        var tags: [EntityTag] = []
        while true {
            rest = rest.drop { Self.isBlank($0) || $0 == UInt8(ascii: ",") }
            if rest.isEmpty { break }
            guard let tag = Self.tag(&rest) else { return nil }
            tags.append(tag)
            rest = rest.drop(while: Self.isBlank)
            guard rest.isEmpty || rest.first == UInt8(ascii: ",") else { return nil }
        }
        guard !tags.isEmpty else { return nil }
        self = .tags(tags)
    }

    /// Takes one tag from the front: `W/` where it is weak, then visible characters between quotes.
    private static func tag(_ rest: inout Substring.UTF8View) -> EntityTag? {
        let isWeak = rest.starts(with: "W/".utf8)
        if isWeak { rest = rest.dropFirst(2) }
        guard rest.popFirst() == UInt8(ascii: "\"") else { return nil }
        let opaque = rest.prefix { $0 == 0x21 || (0x23...0x7E).contains($0) || $0 >= 0x80 }
        rest = rest[opaque.endIndex...]
        guard rest.popFirst() == UInt8(ascii: "\"") else { return nil }
        return EntityTag(opaque: String(decoding: opaque, as: UTF8.self), isWeak: isWeak)
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
        var text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text = text.dropLast() }
        return text
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
