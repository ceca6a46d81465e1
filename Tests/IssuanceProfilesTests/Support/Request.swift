import Crypto
import CryptoExtras
import PKIX
import SwiftASN1
import X509

/// A certification request for any subject, names and key, signed by the library.
enum Request {
    static func make(
        _ subject: Name, names: [PKIX.GeneralName] = [], key: X509.Certificate.PrivateKey = ec()
    ) throws -> CertificateRequest {
        var attributes = CertificateSigningRequest.Attributes()
        if !names.isEmpty {
            let value = try PKIX.GeneralName.encode(names)
            let names = X509.Certificate.Extension(
                oid: [2, 5, 29, 17], critical: false, value: ArraySlice(value))
            attributes = try .init([.init(ExtensionRequest(extensions: .init([names])))])
        }
        let request = try CertificateSigningRequest(
            version: .v1, subject: DistinguishedName(derEncoded: try DER.parse(subject.der)), privateKey: key,
            attributes: attributes)
        var serializer = DER.Serializer()
        try serializer.serialize(request)
        return try CertificateRequest(der: serializer.serializedBytes)
    }

    static func ec() -> X509.Certificate.PrivateKey { .init(P256.Signing.PrivateKey()) }
    static func edwards() -> X509.Certificate.PrivateKey { .init(Curve25519.Signing.PrivateKey()) }
    static func rsa(_ bits: Int) throws -> X509.Certificate.PrivateKey {
        .init(try _RSA.Signing.PrivateKey(keySize: .init(bitCount: bits)))
    }
}
