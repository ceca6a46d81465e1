import Crypto
import CryptoExtras
import ESTServer
import Foundation
import SwiftASN1
import X509

/// A real certification authority, small enough to live in memory.
struct TestCA: Sendable {
    let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let certificate: Certificate

    init(_ name: String = "EST test root") throws {
        let subject = try DistinguishedName { CommonName(name) }
        certificate = try Self.certificate(
            subject: subject, publicKey: key.publicKey, issuer: subject, key: key,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
            }
        )
    }

    /// Issues what a request asks for, if its signature is right.
    func issue(_ request: CertificateSigningRequest) throws -> Certificate {
        guard request.publicKey.isValidSignature(request.signature, for: request) else {
            throw ESTRefusal(.badRequest, "The request's signature is wrong.")
        }
        return try Self.certificate(
            subject: request.subject, publicKey: request.publicKey, issuer: certificate.subject, key: key,
            extensions: Certificate.Extensions { try ExtendedKeyUsage([.clientAuth]) }
        )
    }

    func serverIdentity() throws -> (certificate: Certificate, key: Certificate.PrivateKey) {
        let serverKey = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let leaf = try Self.certificate(
            subject: try DistinguishedName { CommonName("localhost") }, publicKey: serverKey.publicKey,
            issuer: certificate.subject, key: key,
            extensions: Certificate.Extensions {
                SubjectAlternativeNames([.dnsName("localhost"), .ipAddress(.init(contentBytes: [127, 0, 0, 1]))])
                try ExtendedKeyUsage([.serverAuth])
            }
        )
        return (leaf, serverKey)
    }

    func client(_ kind: ClientKey) throws -> (certificate: Certificate, key: Certificate.PrivateKey) {
        let clientKey = try kind.make()
        let leaf = try Self.certificate(
            subject: try DistinguishedName { CommonName("bootstrap \(kind)") }, publicKey: clientKey.publicKey,
            issuer: certificate.subject, key: key, extensions: Certificate.Extensions()
        )
        return (leaf, clientKey)
    }

    private static func certificate(
        subject: DistinguishedName, publicKey: Certificate.PublicKey, issuer: DistinguishedName,
        key: Certificate.PrivateKey, extensions: Certificate.Extensions
    ) throws -> Certificate {
        try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
            notValidBefore: Date(timeIntervalSinceNow: -3_600), notValidAfter: Date(timeIntervalSinceNow: 86_400),
            issuer: issuer, subject: subject, signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions,
            issuerPrivateKey: key
        )
    }
}

enum ClientKey: String, CaseIterable, Sendable {
    case p256, p384, p521, ed25519, rsa2048

    func make() throws -> Certificate.PrivateKey {
        switch self {
        case .p256: Certificate.PrivateKey(P256.Signing.PrivateKey())
        case .p384: Certificate.PrivateKey(P384.Signing.PrivateKey())
        case .p521: Certificate.PrivateKey(P521.Signing.PrivateKey())
        case .ed25519: Certificate.PrivateKey(Curve25519.Signing.PrivateKey())
        case .rsa2048: Certificate.PrivateKey(try _RSA.Signing.PrivateKey(keySize: .bits2048))
        }
    }
}

extension Certificate.PrivateKey {
    func pem() throws -> [UInt8] { Array(try serializeAsPEM().pemString.utf8) }
}

extension Certificate {
    func pem() throws -> [UInt8] { Array((try serializeAsPEM().pemString + "\n").utf8) }

    func der() throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(self)
        return serializer.serializedBytes
    }
}
