import IssuanceProfiles
import ManagementAPI
import PKIX

/// The name constraints of the CAs above a certificate (RFC 5280, section 4.2.1.10), read once: a certificate that no
/// relying party could ever accept is not signed.
struct NameRules: Sendable {
    private struct Rule: Sendable {
        let caID: String
        let constraints: NameConstraints
    }

    private let rules: [Rule]

    /// Nil where none of them constrains names.
    /// - Parameter lineage: the issuer and the CAs above it.
    /// - Throws: `Refusal` where the constraints of one cannot be read: nothing below it could be valid.
    init?(_ lineage: [CertificateAuthority]) throws {
        var rules: [Rule] = []
        for ca in lineage {
            do {
                guard let constraints = try ParsedCertificate(der: ca.der).nameConstraints() else { continue }
                rules.append(Rule(caID: ca.id, constraints: constraints))
            } catch {
                throw Refusal(
                    .conflict, "name-constraints",
                    "The name constraints of CA \"\(ca.id)\" cannot be read, so nothing below it is valid: \(error)")
            }
        }
        guard !rules.isEmpty else { return nil }
        self.rules = rules
    }

    /// - Throws: `Refusal` that quotes the first name outside of the constraints, and says whose they are.
    func check(_ admission: Admission) throws(Refusal) {
        let names = NameConstraints.names(subject: admission.subject, alternatives: admission.generalNames)
        for rule in rules {
            guard let refused = rule.constraints.firstRefused(of: names) else { continue }
            throw Refusal(
                .invalid, "name-constraints",
                "The name constraints of CA \"\(rule.caID)\" do not permit the name \(refused); ask for a name that they "
                    + "permit, or for another CA.")
        }
    }
}
