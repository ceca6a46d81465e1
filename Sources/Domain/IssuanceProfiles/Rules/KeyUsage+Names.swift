import ManagementAPI
import PKIX

extension KeyUsage {
    private static let bits: [(name: KeyUsageName, bit: KeyUsage)] = [
        (.digitalSignature, .digitalSignature), (.contentCommitment, .contentCommitment),
        (.keyEncipherment, .keyEncipherment), (.dataEncipherment, .dataEncipherment), (.keyAgreement, .keyAgreement),
        (.keyCertSign, .keyCertSign), (.cRLSign, .cRLSign), (.encipherOnly, .encipherOnly),
        (.decipherOnly, .decipherOnly),
    ]

    init(_ names: [KeyUsageName]) {
        self = KeyUsage(KeyUsage.bits.filter { names.contains($0.name) }.map(\.bit))
    }

    /// In the order of the bits.
    var wireNames: [KeyUsageName] { KeyUsage.bits.filter { contains($0.bit) }.map(\.name) }

    /// As RFC 5280, section 4.2.1.3, names them.
    var names: [String] { wireNames.map(\.rawValue) }
}
