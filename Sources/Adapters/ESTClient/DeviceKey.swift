import Crypto
import PKIX
import SwiftASN1
import X509

/// A fresh key of a device, and the request that it makes with it.
public struct DeviceKey: Sendable {
    let privateKey: P256.Signing.PrivateKey

    public init() {
        privateKey = P256.Signing.PrivateKey()
    }

    /// PKCS#8.
    var pem: String { privateKey.pemRepresentation }

    /// A PKCS#10 request, signed by the key, DER (RFC 2986).
    public func request(commonName: String) throws -> [UInt8] {
        let subject = try DistinguishedName { CommonName(commonName) }
        let request = try CertificateSigningRequest(
            version: .v1, subject: subject, privateKey: .init(privateKey), attributes: .init())
        var serializer = DER.Serializer()
        try serializer.serialize(request)
        return serializer.serializedBytes
    }

    /// Whether a certificate, DER, is for this key.
    /// - Throws: `PKIXError` where it is none.
    func isKey(of certificate: [UInt8]) throws -> Bool {
        try ParsedCertificate(der: certificate).publicKey.bits == Array(privateKey.publicKey.x963Representation)
    }

    /// The request as PEM.
    public func requestPEM(commonName: String) throws -> String {
        String(decoding: PEM.encode("CERTIFICATE REQUEST", try request(commonName: commonName)), as: UTF8.self)
    }
}
