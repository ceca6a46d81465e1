/// A policy under which a certificate is issued, with where its practice statement is (RFC 5280, 4.2.1.4).
public struct CertificatePolicy: Sendable, Hashable {
    public let oid: OID
    /// An absolute URI in ASCII.
    public let practiceStatement: String?

    /// - Throws: `notASCII` for a URI that an IA5String cannot hold.
    public init(oid: OID, practiceStatement: String? = nil) throws(PKIXError) {
        guard practiceStatement?.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) ?? true else {
            throw PKIXError(.notASCII, "A policy's URI has characters that it cannot hold.", in: "policy")
        }
        self.oid = oid
        self.practiceStatement = practiceStatement
    }

    fileprivate var der: [UInt8] {
        guard let practiceStatement else { return DER.sequence(oid.der) }
        let uri = DER.tlv(DERTag.ia5String, Array(practiceStatement.utf8))
        let qualifier = DER.sequence(CertificatePolicy.practiceStatementQualifier.der, uri)
        return DER.sequence(oid.der, DER.sequence(qualifier))
    }

    /// id-qt-cps.
    private static let practiceStatementQualifier = OID(1, 3, 6, 1, 5, 5, 7, 2, 1)
}

extension Extension {
    /// Policies with their qualifiers; `policies` must not be empty (RFC 5280, 4.2.1.4).
    public static func certificatePolicies(_ policies: [CertificatePolicy]) -> Extension {
        precondition(!policies.isEmpty, "certificate policies name at least one policy")
        return Extension(
            oid: .certificatePolicies, critical: false, value: DER.tlv(DERTag.sequence, policies.map(\.der)))
    }
}
