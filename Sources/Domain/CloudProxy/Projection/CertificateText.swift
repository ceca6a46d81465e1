import Crypto
import Events
import PKIX

/// A certificate as the projection keeps it: its DER, named by the SHA-256 of it, which is how clouds name it too.
struct CertificateText: Sendable, Hashable {
    let der: [UInt8]

    init(der: [UInt8]) {
        self.der = der
    }

    /// - Throws: `PKIXError` where the text has no certificate in it.
    init(_ text: EncodedPEM) throws {
        // A decode that succeeds has at least one block.
        let blocks = try PEM.decode(Array(text.pem.utf8), label: "CERTIFICATE")
        der = blocks[0].der
    }

    /// Every certificate of a text, in order.
    static func all(in text: String) throws -> [CertificateText] {
        try PEM.decode(Array(text.utf8), label: "CERTIFICATE").map { CertificateText(der: $0.der) }
    }

    var pem: String { String(decoding: PEM.encode("CERTIFICATE", der), as: UTF8.self) }

    /// SHA-256 of the DER, lower-case hex.
    var fingerprint: String {
        String(
            decoding: SHA256.hash(data: der).flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
