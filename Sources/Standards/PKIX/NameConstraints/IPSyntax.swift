import Foundation

/// IP addresses and networks as text.
enum IPSyntax {
    /// 4 or 16 octets; nil for what is no address.
    static func octets(_ text: String) -> [UInt8]? {
        guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else { return nil }
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
        var six = in6_addr()
        if inet_pton(AF_INET6, text, &six) == 1 { return withUnsafeBytes(of: six) { Array($0) } }
        return nil
    }

    /// An address, or a base of name constraints: an address and its mask, shown as a network where the mask is a prefix.
    static func text(_ octets: [UInt8]) -> String {
        switch octets.count {
        case 4, 16: address(octets)
        case 8, 32:
            "\(address(Array(octets.prefix(octets.count / 2))))/\(mask(Array(octets.suffix(octets.count / 2))))"
        default: Hex.encode(octets)
        }
    }

    private static func address(_ octets: [UInt8]) -> String {
        if octets.count == 4 { return octets.map(String.init).joined(separator: ".") }
        let groups = stride(from: 0, to: octets.count, by: 2).map { index in
            String(Int(octets[index]) << 8 | Int(octets[index + 1]), radix: 16)
        }
        return groups.joined(separator: ":")
    }

    private static func mask(_ octets: [UInt8]) -> String {
        let length = octets.reduce(0) { $0 + $1.nonzeroBitCount }
        return octets == prefixMask(length, octets.count) ? String(length) : address(octets)
    }

    /// So many ones, then zeros.
    static func prefixMask(_ length: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: 0xff00 >> min(max(length - $0 * 8, 0), 8)) }
    }
}
