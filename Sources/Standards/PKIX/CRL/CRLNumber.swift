/// The number of a CRL: counts up within one scope (RFC 5280, 5.2.3). Not negative, of at most 20 octets.
public struct CRLNumber: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The big-endian magnitude without leading zeros; one zero octet for 0.
    public let bytes: [UInt8]

    public init(_ number: UInt64) {
        var octets: [UInt8] = []
        var rest = number
        repeat {
            octets.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        } while rest > 0
        bytes = octets.reversed()
    }

    /// Reads the INTEGER that is the value of the extensions crlNumber and deltaCRLIndicator.
    init(der: [UInt8], in place: String) throws(PKIXError) {
        var reader = DERReader(der, in: place)
        let octets = try reader.integer()
        try reader.requireEnd()
        guard let first = octets.first, first < 0x80, octets.count <= 20 else {
            throw PKIXError(.malformedExtension, "The CRL number is negative or longer than 20 octets.", in: place)
        }
        bytes = octets.count > 1 && first == 0 ? Array(octets.dropFirst()) : Array(octets)
    }

    /// Nil where it does not fit.
    public var value: UInt64? {
        bytes.count <= 8 ? bytes.reduce(0) { $0 << 8 | UInt64($1) } : nil
    }

    /// The INTEGER element.
    var der: [UInt8] { DER.tlv(DERTag.integer, bytes[0] < 0x80 ? bytes : [0] + bytes) }

    /// `0x` and hexadecimal digits, as openssl shows it.
    public var description: String { "0x" + Hex.encode(bytes) }

    public static func < (left: CRLNumber, right: CRLNumber) -> Bool {
        left.bytes.count == right.bytes.count
            ? left.bytes.lexicographicallyPrecedes(right.bytes) : left.bytes.count < right.bytes.count
    }
}
