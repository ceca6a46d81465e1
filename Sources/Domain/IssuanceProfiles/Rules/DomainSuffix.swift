/// Host names and the domains that they lie in, without regard to case (RFC 4343).
enum DomainSuffix {
    /// Whether the host is one of the domains or lies in one; any host where there are none.
    /// - Parameter suffixes: in lower case.
    static func contains(_ host: String, _ suffixes: [String]) -> Bool {
        suffixes.isEmpty || suffixes.contains { lies(host.utf8, in: $0.utf8) }
    }

    private static func lies(_ host: String.UTF8View, in domain: String.UTF8View) -> Bool {
        let (hostCount, domainCount) = (host.count, domain.count)
        guard hostCount >= domainCount, isSame(domain, host.suffix(domainCount)) else { return false }
        return hostCount == domainCount || host.dropLast(domainCount).last == UInt8(ascii: ".")
    }

    /// - Parameter lowercased: in lower case.
    static func isSame(_ lowercased: some Sequence<UInt8>, _ text: some Sequence<UInt8>) -> Bool {
        lowercased.elementsEqual(text.lazy.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 })
    }
}
