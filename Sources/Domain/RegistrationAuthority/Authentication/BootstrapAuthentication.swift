import Events
import ManagementAPI
import PKIX

/// Whether a TLS client certificate may enrol devices of a DMS (contract/est.md, "Bootstrap").
struct BootstrapAuthentication: ClientAuthentication {
    let revocation: RevocationCheck

    func authenticate(_ enrollment: Enrollment, at place: EnrollmentPlace) async throws -> AuthenticatedClient {
        guard case .cloud(let profile) = place.dms.kind else {
            throw Refusal(
                .unauthenticated, "client-certificate-refused", "DMS \"\(place.dms.name)\" has no bootstrap CAs.")
        }
        let chain = try Self.parse(enrollment.client.presented)
        guard let leaf = chain.first else {
            throw Refusal(
                .unauthenticated, "client-certificate-missing",
                "Present a certificate of a bootstrap CA of DMS \"\(place.dms.name)\" in TLS.")
        }
        guard leaf.keyUsage?.contains(.digitalSignature) ?? true else {
            throw Self.refused(
                "The key usage of the certificate '\(leaf.shownSubject)' does not allow digital signatures, which TLS "
                    + "makes with its key.")
        }
        let path: [ParsedCertificate]
        do {
            let level = profile.enrollmentSettings.chainValidationLevel
            path = try ChainValidation().validate(
                leaf: leaf, intermediates: Array(chain.dropFirst()), anchors: place.anchors.map(\.certificate),
                at: enrollment.time.seconds, maxIssuers: level == -1 ? nil : level, requireClientAuth: true)
        } catch {
            throw Self.refused(error.description)
        }
        guard let anchor = place.anchors.first(where: { $0.certificate == path.last }) else {
            throw Self.refused("The chain does not end in a bootstrap CA of DMS \"\(place.dms.name)\".")
        }
        return AuthenticatedClient(
            actor: "est:\(leaf.serial.hex)", fingerprint: enrollment.clientFingerprint,
            standing: try await revocation.standing(of: path.dropLast(), below: anchor, at: enrollment.time))
    }

    static let refusedCode = "client-certificate-refused"

    private static func refused(_ sentence: String) -> Refusal { Refusal(.unauthenticated, refusedCode, sentence) }

    private static func parse(_ presented: [[UInt8]]) throws(Refusal) -> [ParsedCertificate] {
        var chain: [ParsedCertificate] = []
        for der in presented {
            do {
                chain.append(try ParsedCertificates.parse(der))
            } catch {
                throw Refusal(.unauthenticated, "client-certificate-malformed", error.description)
            }
        }
        return chain
    }
}
