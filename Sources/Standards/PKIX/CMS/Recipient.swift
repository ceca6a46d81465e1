import Crypto

/// Whom something is encrypted to: a public key, and how the message names it.
public struct Recipient: Sendable, Hashable {
    enum Identifier: Sendable, Hashable {
        case subjectKeyIdentifier([UInt8])
        /// The IssuerAndSerialNumber element, verbatim.
        case issuerAndSerialNumber([UInt8])
    }

    let identifier: Identifier
    public let key: PublicKeyInfo

    /// The subject of a certificate, where `identifier` names it: by the certificate's subject key identifier, by an
    /// IssuerAndSerialNumber in DER (RFC 5652, 10.2.4), or as ``init(named:key:)`` has it.
    public init?(named identifier: [UInt8], certificate: ParsedCertificate) {
        let issuerAndSerial = DER.sequence(certificate.issuer.der, certificate.serial.der)
        if identifier == issuerAndSerial {
            self.init(.issuerAndSerialNumber(issuerAndSerial), certificate.publicKey)
        } else if identifier == certificate.subjectKeyIdentifier {
            self.init(.subjectKeyIdentifier(identifier), certificate.publicKey)
        } else {
            self.init(named: identifier, key: certificate.publicKey)
        }
    }

    /// The holder of a key, where `identifier` names it: by the SHA-1 of its BIT STRING (RFC 5280, 4.2.1.2, method 1),
    /// by the leftmost 160 bits of the SHA-256 of that (RFC 7093, 2, method 1), or by the SHA-256 of the whole
    /// SubjectPublicKeyInfo (RFC 7093, 2, method 4).
    public init?(named identifier: [UInt8], key: PublicKeyInfo) {
        let names = [
            Extension.keyIdentifier(ofBits: key.bits), Array(SHA256.hash(data: key.bits).prefix(20)),
            Array(SHA256.hash(data: key.der)),
        ]
        guard names.contains(identifier) else { return nil }
        self.init(.subjectKeyIdentifier(identifier), key)
    }

    private init(_ identifier: Identifier, _ key: PublicKeyInfo) {
        self.identifier = identifier
        self.key = key
    }
}
