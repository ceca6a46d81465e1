/// What a text must look like: `?` is any one character, `*`, at most once, any number of them. Every other character
/// is itself. Matching costs one pass over the text.
public struct TextPattern: Sendable, Hashable {
    public let text: String
    private let head: [Unicode.Scalar]
    /// What follows the star; nil where there is none.
    private let tail: [Unicode.Scalar]?

    /// Nil for an empty pattern, one with two stars, and one longer than 255 characters.
    public init?(_ text: String) {
        let parts = text.unicodeScalars.split(separator: "*", omittingEmptySubsequences: false)
        guard !text.isEmpty, parts.count <= 2, text.unicodeScalars.count <= 255 else { return nil }
        self.text = text
        head = Array(parts[0])
        tail = parts.count == 2 ? Array(parts[1]) : nil
    }

    public func matches(_ candidate: String) -> Bool {
        let scalars = Array(candidate.unicodeScalars)
        guard let tail else { return scalars.count == head.count && Self.fits(head, scalars[...]) }
        return scalars.count >= head.count + tail.count && Self.fits(head, scalars.prefix(head.count))
            && Self.fits(tail, scalars.suffix(tail.count))
    }

    private static func fits(_ pattern: [Unicode.Scalar], _ text: ArraySlice<Unicode.Scalar>) -> Bool {
        zip(pattern, text).allSatisfy { $0 == "?" || $0 == $1 }
    }
}
