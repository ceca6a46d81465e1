/// What the path segment before an EST operation says (RFC 7030, section 3.2.2): `<dms>`, or `<dms>@<ca>`. No name of a
/// DMS has an @.
struct ESTLabel: Sendable, Equatable {
    let dmsName: String
    /// Which of the authorised CAs is meant; nil for the first one.
    let caID: String?

    init(_ text: String) {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        dmsName = String(parts[0])
        caID = parts.count == 2 ? String(parts[1]) : nil
    }
}
