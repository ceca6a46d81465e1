import Foundation
import SwiftASN1
import X509

/// The answer to an EST enrolment: base64 of a PKCS#7 that holds nothing but certificates (RFC 7030, 4.2.3).
enum EnrollmentAnswer {
    struct Malformed: Error {}

    /// The certificate of the key that was enrolled, as it came.
    static func certificate(in body: [UInt8], of key: Certificate.PublicKey) throws -> (serial: String, der: [UInt8]) {
        guard let der = Data(base64Encoded: Data(body), options: .ignoreUnknownCharacters) else { throw Malformed() }
        for element in try elements(of: DER.parse(Array(der))) {
            let certificate = try Certificate(derEncoded: element)
            if certificate.publicKey == key { return (Serial.text(certificate), Array(element.encodedBytes)) }
        }
        throw Malformed()
    }

    /// ContentInfo → [0] SignedData → [0] certificates (RFC 5652, 3 and 5.1).
    private static func elements(of root: ASN1Node) throws -> [ASN1Node] {
        let content = try children(root).first { $0.identifier == context }
        let signedData = try content.flatMap { try children($0).first }
        let certificates = try signedData.flatMap { try children($0).first { $0.identifier == context } }
        guard let certificates else { throw Malformed() }
        return try children(certificates)
    }

    private static let context = ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific)

    private static func children(_ node: ASN1Node) throws -> [ASN1Node] {
        guard case .constructed(let nodes) = node.content else { throw Malformed() }
        return Array(nodes)
    }
}
