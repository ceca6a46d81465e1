/// The media type of a `Content-Type` (RFC 9110, section 8.3.1).
public enum MediaType {
    /// `Application/PKCS10; charset=x` is `application/pkcs10`.
    public static func name(_ value: some StringProtocol) -> String {
        let name = value.prefix { $0 != ";" }
        let visible = name.drop { $0 == " " || $0 == "\t" }
        let end = visible.lastIndex { $0 != " " && $0 != "\t" }
        guard let end else { return "" }
        return visible[...end].lowercased()
    }
}
