import Events
import ManagementAPI
import PKIX
import Storage

extension CAService {
    /// What an outside issuer signed for a CA of ours.
    func install(_ text: EncodedPEM, _ renewal: Renewal, by caller: Caller) async throws -> CAPayload {
        let imported = try ImportedAuthority(text)
        let present = try ParsedCertificate(der: renewal.ca.der)
        func refusal(_ code: String, _ sentence: String) -> Refusal { .invalid(code, at: "/certificate", sentence) }
        guard imported.certificate.publicKeyInfoDER == present.publicKeyInfoDER,
            imported.certificate.keyIdentifier == present.keyIdentifier,
            imported.certificate.subject.matches(present.subject)
        else {
            throw refusal(
                "certificate-mismatch",
                "The certificate is not for the name, key and key identifier of CA \"\(renewal.ca.id)\".")
        }
        guard imported.certificate.der != present.der else {
            throw Refusal(.conflict, "ca-exists", "CA \"\(renewal.ca.id)\" has this certificate already.")
        }
        guard imported.notAfter >= renewal.ca.notAfter else {
            throw refusal(
                "validity-shorter",
                "The certificate ends at \(imported.notAfter), before the present one: what the CA issued would outlive it."
            )
        }
        let issuer = try await database.read { try $0.liveIssuer(of: imported) }
        guard issuer.id != renewal.ca.id else {
            throw refusal("certificate-mismatch", "The certificate links two keys of the CA; it is not one of its own.")
        }
        var ca = renewal.ca
        ca.replaceCertificate(by: imported.certificate, issuer: issuer, windows: configuration.windows)
        return try await store(ca, replacing: renewal, links: [], by: caller)
    }
}
