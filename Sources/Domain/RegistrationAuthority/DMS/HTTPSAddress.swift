/// The address of a service that is asked over TLS (RFC 9110, section 4.2.2), read as strictly as a setting can be: what
/// is stored is shown to operators and told in events, so there is no place for a password in it.
enum HTTPSAddress {
    private static let lengthMax = 2048
    private static let scheme = "https://"

    /// What is wrong with the text; nil where nothing is.
    static func fault(of text: String) -> String? {
        guard text.utf8.count <= lengthMax, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return "must be a URL of at most \(lengthMax) printable characters of ASCII, without blanks"
        }
        guard text.lowercased().hasPrefix(scheme) else { return "must begin with https://" }
        let rest = text.dropFirst(scheme.count)
        guard !rest.contains("#") else { return "must have no fragment" }
        let authority = rest.prefix { !"/?".contains($0) }
        guard !authority.contains("@") else { return "must have neither user nor password" }
        return isAuthority(authority) ? nil : "must name a host, and a port of 1 to 65535 if any"
    }

    private static func isAuthority(_ authority: Substring) -> Bool {
        let host: Substring
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { return false }
            host = authority[...end]
            guard host.count > 2, host.dropFirst().dropLast().allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
            else { return false }
        } else {
            host = authority.prefix { $0 != ":" }
            guard !host.isEmpty, host.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." }) else {
                return false
            }
        }
        let port = authority[host.endIndex...]
        if port.isEmpty { return true }
        guard port.first == ":", port.dropFirst().allSatisfy(\.isNumber), let number = Int(port.dropFirst()) else {
            return false
        }
        return (1...65535).contains(number)
    }
}
