import X509

/// A serial number as the wire writes it: lower-case hex, two digits a byte, joined with `-`, without the sign byte.
enum Serial {
    static func text(_ certificate: Certificate) -> String {
        certificate.serialNumber.bytes.drop { $0 == 0 }.map { Hex.text($0) }.joined(separator: "-")
    }
}

enum Hex {
    private static let digits = Array("0123456789abcdef")

    /// Two lower-case digits.
    static func text(_ byte: UInt8) -> String {
        "\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }
}
