public import PKIX
public import RegistrationAuthority
import SwiftASN1
import X509

/// A request for a key that the server makes (RFC 7030, section 4.4), written by the library and not by our own code.
public struct KeyRequest: Sendable {
    public var der: [UInt8]

    /// The attributes that a client asks for encryption by, as their values stand in DER.
    public struct Protection: Sendable {
        public var symmetric: [UInt8]?
        public var asymmetric: [UInt8]?
        /// Dotted identifiers.
        public var capabilities: [String]

        public init(symmetric: [UInt8]? = nil, asymmetric: [UInt8]? = nil, capabilities: [String] = []) {
            self.symmetric = symmetric
            self.asymmetric = asymmetric
            self.capabilities = capabilities
        }
    }

    public init(
        _ commonName: String, key: PrivateKey, dnsNames: [String] = [],
        protection: Protection = Protection()
    ) throws {
        var attributes = try protection.attributes()
        if !dnsNames.isEmpty {
            let extensions = try Certificate.Extensions { SubjectAlternativeNames(dnsNames.map { .dnsName($0) }) }
            attributes.append(try .init(ExtensionRequest(extensions: extensions)))
        }
        let request = try CertificateSigningRequest(
            version: .v1, subject: try DistinguishedName { CommonName(commonName) },
            privateKey: try Certificate.PrivateKey(pemEncoded: String(decoding: key.pkcs8PEM, as: UTF8.self)),
            attributes: .init(attributes))
        der = try request.serialized()
    }
}

extension KeyRequest.Protection {
    fileprivate func attributes() throws -> [CertificateSigningRequest.Attribute] {
        var all: [CertificateSigningRequest.Attribute] = []
        for (octets, arc) in [(symmetric, UInt(37)), (asymmetric, 54)] {
            guard let octets else { continue }
            all.append(
                .init(
                    oid: [1, 2, 840, 113549, 1, 9, 16, 2, arc],
                    values: [try ASN1Any(erasing: ASN1OctetString(contentBytes: octets[...]))]))
        }
        guard !capabilities.isEmpty else { return all }
        var serializer = DER.Serializer()
        try serializer.appendConstructedNode(identifier: .sequence) { list in
            for name in capabilities {
                let identifier = try ASN1ObjectIdentifier(dotRepresentation: name)
                try list.appendConstructedNode(identifier: .sequence) { try $0.serialize(identifier) }
            }
        }
        let value = try ASN1Any(derEncoded: serializer.serializedBytes)
        return all + [.init(oid: [1, 2, 840, 113549, 1, 9, 15], values: [value])]
    }
}

extension DERSerializable {
    fileprivate func serialized() throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(self)
        return serializer.serializedBytes
    }
}

extension EnrollmentService {
    /// Has a key made with what TLS would have presented.
    /// - Throws: `Refusal`; `EnrollmentPending` where a person has to decide first.
    @discardableResult
    public func generateKey(
        _ request: KeyRequest, label: String? = "line-1", presented: [[UInt8]]
    ) async throws -> GeneratedKey {
        let outcome = try await generateKey(
            EnrollmentAttempt(label: label, request: request.der, client: ClientEvidence(presented: presented)))
        guard case .issued(let generated) = outcome else { throw EnrollmentPending() }
        return generated
    }
}
