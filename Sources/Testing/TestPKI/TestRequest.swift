public import Crypto
public import Events
import Foundation
import PKIX
import SwiftASN1
import X509

/// A certification request for a fresh P-256 key, made by the library and not by our own code.
public struct TestRequest: Sendable {
    public let key: P256.Signing.PrivateKey
    public let der: [UInt8]

    /// - Parameter dnsNames: asked for as subject alternative names.
    public init(_ commonName: String, key: P256.Signing.PrivateKey = .init(), dnsNames: [String] = []) throws {
        self.key = key
        let subject = try DistinguishedName { CommonName(commonName) }
        var attributes = CertificateSigningRequest.Attributes()
        if !dnsNames.isEmpty {
            let extensions = try Certificate.Extensions {
                SubjectAlternativeNames(dnsNames.map { .dnsName($0) })
            }
            attributes = try .init([.init(ExtensionRequest(extensions: extensions))])
        }
        let request = try CertificateSigningRequest(
            version: .v1, subject: subject, privateKey: .init(key), attributes: attributes)
        var serializer = DER.Serializer()
        try serializer.serialize(request)
        der = serializer.serializedBytes
    }

    /// As the management API takes it.
    public var encoded: EncodedPEM {
        EncodedPEM(pem: String(decoding: PEM.encode("CERTIFICATE REQUEST", der), as: UTF8.self))
    }
}

extension EncodedPEM {
    /// The DER of the first block of the PEM text.
    public var der: [UInt8] {
        get throws {
            guard let block = try PEM.decode(Array(pem.utf8), label: nil).first else { return [] }
            return block.der
        }
    }
}
