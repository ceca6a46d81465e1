import Crypto
import PKIX
import SwiftASN1
import X509

/// A request for a key, written by the library and not by our own code.
struct KeyRequest {
    static let decryptKeyIdentifier: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 9, 16, 2, 37]
    static let asymmetricDecryptKeyIdentifier: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 9, 16, 2, 54]
    static let smimeCapabilities: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 9, 15]

    let request: CertificateRequest

    /// - Parameter attributes: the types, and the values in DER.
    init(_ attributes: [(type: ASN1ObjectIdentifier, values: [[UInt8]])]) throws {
        let all = try attributes.map { attribute in
            CertificateSigningRequest.Attribute(
                oid: attribute.type, values: try attribute.values.map { try ASN1Any(derEncoded: $0) })
        }
        let request = try CertificateSigningRequest(
            version: .v1, subject: try DistinguishedName { CommonName("pump-7") },
            privateKey: .init(P256.Signing.PrivateKey()), attributes: .init(all))
        var serializer = DER.Serializer()
        try serializer.serialize(request)
        self.request = try CertificateRequest(der: serializer.serializedBytes)
    }

    /// A request with two AsymmetricDecryptKeyIdentifiers, which the library would not write: the type of another
    /// attribute is changed into it.
    static func twice(_ identifier: [UInt8]) throws -> CertificateRequest {
        let request = try KeyRequest([
            (asymmetricDecryptKeyIdentifier, [identifier]), (decryptKeyIdentifier, [identifier]),
        ]).request
        let arcs: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2]
        var der = request.der
        guard let last = der.firstRange(of: arcs + [37])?.upperBound else { return request }
        der[last - 1] = 54
        return try CertificateRequest(der: der)
    }

    static func octets(_ octets: [UInt8]) throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(ASN1OctetString(contentBytes: octets[...]))
        return serializer.serializedBytes
    }

    /// SMIMECapabilities without parameters.
    static func capabilities(_ identifiers: [ASN1ObjectIdentifier]) throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.appendConstructedNode(identifier: .sequence) { list in
            for identifier in identifiers {
                try list.appendConstructedNode(identifier: .sequence) { try $0.serialize(identifier) }
            }
        }
        return serializer.serializedBytes
    }

    /// What a request with these capabilities says.
    static func capabilities(_ dotted: [String]) throws -> SMIMECapabilities? {
        let value = try capabilities(dotted.map { try ASN1ObjectIdentifier(dotRepresentation: $0) })
        return try RequestedKeyProtection(KeyRequest([(smimeCapabilities, [value])]).request).capabilities
    }
}
