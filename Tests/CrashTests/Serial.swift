import X509

/// A serial number as the wire writes it: lower-case hex, two digits a byte, joined with `-`, without the sign byte.
enum Serial {
    static func text(_ certificate: Certificate) -> String {
        let digits = Array("0123456789abcdef")
        let magnitude = certificate.serialNumber.bytes.drop { $0 == 0 }
        return magnitude.map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined(separator: "-")
    }
}
