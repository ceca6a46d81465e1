/// An object identifier, kept as its DER contents (X.690, 8.19).
public struct OID: Sendable, Hashable, CustomStringConvertible {
    /// The contents octets, without tag and length.
    public let contents: [UInt8]

    /// Nil unless `contents` is a well-formed encoding whose arcs fit 64 bits.
    public init?(contents: [UInt8]) {
        guard OID.arcs(of: contents) != nil else { return nil }
        self.contents = contents
    }

    /// Reads the dotted form, such as `1.3.6.1.5.5.7.3.2`.
    public init(dotted: String) throws(PKIXError) {
        let parts = dotted.split(separator: ".", omittingEmptySubsequences: false)
        let arcs = parts.compactMap { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt64($0) : nil }
        guard arcs.count == parts.count, arcs.count >= 2, arcs[0] <= 2, arcs[0] == 2 || arcs[1] < 40,
            arcs[1] <= UInt64.max - 80
        else {
            throw PKIXError(
                .invalidObjectIdentifier, "'\(dotted.prefix(80))' is not an object identifier.", in: "identifier")
        }
        self.init(arcs: arcs)
    }

    private init(arcs: [UInt64]) {
        contents = OID.base128(arcs[0] * 40 + arcs[1]) + arcs.dropFirst(2).flatMap(OID.base128)
    }

    /// For the constants below, whose arcs are known to be good.
    init(_ arcs: UInt64...) {
        precondition(arcs.count >= 2 && arcs[0] <= 2, "an object identifier has at least two arcs")
        self.init(arcs: arcs)
    }

    public var dotted: String {
        guard let arcs = OID.arcs(of: contents) else { return "" }
        return arcs.map(String.init).joined(separator: ".")
    }

    public var description: String { dotted }

    var der: [UInt8] { DER.tlv(DERTag.objectIdentifier, contents) }

    private static func base128(_ value: UInt64) -> [UInt8] {
        var octets = [UInt8(value & 0x7f)]
        var rest = value >> 7
        while rest > 0 {
            octets.insert(0x80 | UInt8(rest & 0x7f), at: 0)
            rest >>= 7
        }
        return octets
    }

    private static func arcs(of contents: [UInt8]) -> [UInt64]? {
        guard let last = contents.last, last < 0x80 else { return nil }
        var arcs: [UInt64] = []
        var value: UInt64 = 0
        var isFirstOctet = true
        for octet in contents {
            if isFirstOctet && octet == 0x80 || value >> 57 != 0 { return nil }
            value = value << 7 | UInt64(octet & 0x7f)
            isFirstOctet = octet < 0x80
            guard isFirstOctet else { continue }
            if arcs.isEmpty {
                let root = min(value / 40, 2)
                arcs = [root, value - root * 40]
            } else {
                arcs.append(value)
            }
            value = 0
        }
        return arcs
    }
}
