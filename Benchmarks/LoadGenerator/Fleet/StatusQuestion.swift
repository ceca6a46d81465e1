import Crypto
import Foundation
import SwiftASN1
import X509

/// An OCSP request about one certificate, without a nonce (RFC 6960, section 4.1.1; SHA-1 names the issuer, as RFC 5019,
/// section 2.1.1 wants it of clients).
public struct StatusQuestion: Sendable, Equatable {
    /// The content octets of the INTEGER.
    public let serial: [UInt8]
    public let der: [UInt8]

    /// - Parameters:
    ///   - certificate: PEM, as the issuer's.
    /// - Throws: what the X.509 library throws for something that is no certificate.
    public init(about certificate: String, issuedBy issuer: String) throws {
        let (certificate, issuer) = (try Certificate(pemEncoded: certificate), try Certificate(pemEncoded: issuer))
        var name = DER.Serializer()
        try name.serialize(issuer.subject)
        let magnitude = Array(certificate.serialNumber.bytes)
        serial = (magnitude.first ?? 0) >= 0x80 ? [0] + magnitude : magnitude
        der = try Self.encode(
            nameHash: Array(Insecure.SHA1.hash(data: name.serializedBytes)),
            keyHash: Array(Insecure.SHA1.hash(data: issuer.publicKey.subjectPublicKeyInfoBytes)), serial: magnitude)
    }

    private static func encode(nameHash: [UInt8], keyHash: [UInt8], serial: [UInt8]) throws -> [UInt8] {
        var serializer = DER.Serializer()
        // OCSPRequest, TBSRequest, the list, Request, CertID.
        try nested(4, &serializer) { serializer in
            try serializer.appendConstructedNode(identifier: .sequence) { certID in
                try certID.appendConstructedNode(identifier: .sequence) { algorithm in
                    try algorithm.serialize(try ASN1ObjectIdentifier(dotRepresentation: "1.3.14.3.2.26"))
                    try algorithm.serialize(ASN1Null())
                }
                try certID.serialize(ASN1OctetString(contentBytes: nameHash[...]))
                try certID.serialize(ASN1OctetString(contentBytes: keyHash[...]))
                try certID.serialize(serial[...])
            }
        }
        return serializer.serializedBytes
    }

    private static func nested(
        _ depth: Int, _ serializer: inout DER.Serializer, _ body: (inout DER.Serializer) throws -> Void
    ) throws {
        guard depth > 0 else { return try body(&serializer) }
        try serializer.appendConstructedNode(identifier: .sequence) { try nested(depth - 1, &$0, body) }
    }
}
