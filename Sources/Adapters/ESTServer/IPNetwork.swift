import Glibc

/// An IP address, or all addresses that begin with the same bits: `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`.
public struct IPNetwork: Sendable, Hashable {
    private let address: [UInt8]
    private let bits: Int

    /// - Returns: nil where the text is no such address, or has bits beyond the prefix.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = Self.bytes(String(parts[0])) else { return nil }
        var bits = address.count * 8
        if parts.count == 2 {
            guard let given = UInt8(parts[1]), Int(given) <= bits else { return nil }
            bits = Int(given)
        }
        self.address = address
        self.bits = bits
        guard (bits..<address.count * 8).allSatisfy({ !Self.bit($0, of: address) }) else { return nil }
    }

    func contains(_ text: String) -> Bool {
        guard let other = Self.bytes(text), other.count == address.count else { return false }
        return (0..<bits).allSatisfy { Self.bit($0, of: other) == Self.bit($0, of: address) }
    }

    /// Network byte order. An IPv4 address within IPv6, which is how a socket for both shows it, is an IPv4 address.
    private static func bytes(_ text: String) -> [UInt8]? {
        var (v4, v6) = (in_addr(), in6_addr())
        if inet_pton(AF_INET, text, &v4) == 1 { return withUnsafeBytes(of: v4) { Array($0) } }
        guard inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: v6) { Array($0) }
        return bytes.starts(with: mapped) ? Array(bytes.dropFirst(mapped.count)) : bytes
    }

    private static func bit(_ index: Int, of bytes: [UInt8]) -> Bool {
        bytes[index / 8] & (0x80 >> UInt8(index % 8)) != 0
    }

    private static let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]
}
