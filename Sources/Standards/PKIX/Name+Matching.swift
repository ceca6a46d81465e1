extension Name {
    /// Whether both are the same name by value (RFC 5280, 7.1): case and string type do not matter, white space is
    /// folded. Order of relative names matters, order inside one does not.
    public func matches(_ other: Name) -> Bool {
        if der == other.der { return true }
        guard relativeNames.count == other.relativeNames.count else { return false }
        return folded == other.folded
    }

    /// Whether this name lies in the subtree of `base` (RFC 5280, 4.2.1.10).
    func isWithin(_ base: Name) -> Bool { folded.starts(with: base.folded) }

    /// One text a relative name; equal texts mean equal names.
    var folded: [String] {
        relativeNames.map { attributes in
            attributes.map(Name.fold).sorted().joined(separator: "+")
        }
    }

    /// The count in front keeps a text that contains separators from looking like two attributes.
    private static func fold(_ attribute: Attribute) -> String {
        guard let text = attribute.text else { return "\(attribute.type)#\(Hex.encode(attribute.value))" }
        let folded = DirectoryText.fold(text)
        return "\(attribute.type)=\(folded.count):\(folded)"
    }
}
