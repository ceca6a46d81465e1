/// A range of IP addresses that share their first bits, such as `10.0.0.0/8` (RFC 4632) or `fd00::/8` (RFC 4291).
public struct IPNetwork: Sendable, Hashable {
    /// 4 or 16 octets.
    public let base: [UInt8]
    public let prefixLength: Int

    /// Nil for text of another form, and for a base with bits beyond the prefix.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let base = IPAddress.octets(of: parts[0]), parts[1].utf8.count <= 3,
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(parts[1]),
            length <= base.count * 8
        else { return nil }
        self.base = base
        prefixLength = length
        guard base.indices.allSatisfy({ base[$0] & ~mask($0) == 0 }) else { return nil }
    }

    public func contains(_ address: [UInt8]) -> Bool {
        address.count == base.count && base.indices.allSatisfy { address[$0] & mask($0) == base[$0] }
    }

    private func mask(_ index: Int) -> UInt8 {
        let bits = min(max(prefixLength - index * 8, 0), 8)
        return bits == 0 ? 0 : 0xFF << UInt8(8 - bits)
    }

    public var description: String { "\(IPAddress.text(base))/\(prefixLength)" }
}

enum IPAddress {
    /// The octets of an address in dotted decimal, or in the forms of RFC 4291, section 2.2; nil for anything else.
    static func octets(of text: some StringProtocol) -> [UInt8]? {
        text.utf8.contains(UInt8(ascii: ":")) ? version6(String(text)) : version4(text)
    }

    private static func version4(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        // A leading zero would be octal to some readers.
        let octets = parts.compactMap { part -> UInt8? in
            guard part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), part.count == 1 || part.first != "0" else {
                return nil
            }
            return UInt8(part)
        }
        return parts.count == 4 && octets.count == 4 ? octets : nil
    }

    private static func version6(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= 45, let gap = text.firstRange(of: "::") else { return groups(text, count: 16) }
        let rest = text[gap.upperBound...]
        guard !rest.hasPrefix(":"), let head = groups(text[..<gap.lowerBound]), let tail = groups(rest),
            head.count + tail.count <= 14
        else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private static func groups(_ text: some StringProtocol, count: Int? = nil) -> [UInt8]? {
        if text.isEmpty { return count == nil ? [] : nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var octets: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.utf8.contains(UInt8(ascii: ".")), let last = version4(part) {
                octets += last
            } else if (1...4).contains(part.utf8.count), part.utf8.first != UInt8(ascii: "+"),
                let value = UInt16(part, radix: 16)
            {
                octets += [UInt8(value >> 8), UInt8(value & 0xFF)]
            } else {
                return nil
            }
        }
        return count == nil || octets.count == count ? octets : nil
    }

    static func text(_ octets: [UInt8]) -> String {
        if octets.count == 4 { return octets.map(String.init).joined(separator: ".") }
        let groups = stride(from: 0, to: octets.count - 1, by: 2).map { Int(octets[$0]) << 8 | Int(octets[$0 + 1]) }
        return groups.map { String($0, radix: 16) }.joined(separator: ":")
    }
}
