import CertificateAuthority
import PKIX

/// The issuers that we speak for, by what requests name them with.
struct IssuerDirectory: Sendable {
    private struct Name: Hashable {
        let algorithm: OCSPHashAlgorithm
        let nameHash: [UInt8]
        let keyHash: [UInt8]
    }

    private var issuers: [Name: IssuingKey] = [:]

    /// - Parameter keys: of a deleted CA nothing is said any more. A certificate that cannot be read is left out: what it
    ///   issued cannot be read either.
    init(_ keys: [IssuingKey]) {
        for key in keys where !key.isDeleted {
            guard let certificate = try? ParsedCertificate(der: key.certificate) else { continue }
            for algorithm in OCSPHashAlgorithm.allCases {
                let name = Name(
                    algorithm: algorithm, nameHash: algorithm.hash(certificate.subject.der),
                    keyHash: algorithm.hash(certificate.publicKey.bits))
                issuers[name] = key
            }
        }
    }

    /// The issuer of all these certificates; nil where it is not one and the same, or not here.
    func issuer(of ids: [OCSPCertificateID]) -> IssuingKey? {
        guard let first = ids.first.flatMap(issuer(of:)) else { return nil }
        return ids.dropFirst().allSatisfy { issuer(of: $0) == first } ? first : nil
    }

    private func issuer(of id: OCSPCertificateID) -> IssuingKey? {
        guard let algorithm = id.hashAlgorithm else { return nil }
        return issuers[Name(algorithm: algorithm, nameHash: id.issuerNameHash, keyHash: id.issuerKeyHash)]
    }
}
