import CertificateAuthority
import Crypto
import DeviceManager
import Events
import ManagementAPI
import PKIX
import Storage

extension EnrollmentService {
    /// What requests to a DMS should look like (RFC 7030, section 4.5; RFC 9908): CsrAttrs, DER. Whatever the profile
    /// says, the common name is the device's id.
    /// - Throws: `Refusal`.
    public func csrAttributes(label: String?) async throws -> [UInt8] {
        let label = try self.label(label)
        let rules = try await database.read { try $0.existingDMS(label.dmsName).rules(signedBy: label.caID) }
        return try await cas.csrAttributes(ofProfile: rules.issuanceProfile, requiring: [.commonName])
    }

    /// Makes a key for a device, and enrols the device with it (RFC 7030, section 4.4). What is asked, who may ask and
    /// what becomes of it are as with ``enroll(_:)``; the key is of the kind and size of the request's, which has no other
    /// meaning. It is kept nowhere, so a lost answer is lost: the same request again is a new enrolment.
    /// - Throws: `Refusal`.
    public func generateKey(_ attempt: EnrollmentAttempt) async throws -> KeyGenerationOutcome {
        let (asked, client) = try await authenticate(attempt, for: .enrollment)
        var enrollment = asked
        enrollment.isKeyMadeHere = true
        let wait = configuration.approval.retryAfter
        guard let admission = try await admission(of: enrollment, client) else { return .pending(retryAfter: wait) }
        // Whatever is wrong with the request is said before a key is made in vain.
        guard enrollment.request.verifySignature() else { throw Self.wrongSignature }
        let delivery = try KeyDelivery(enrollment, signer: configuration.keySigner())
        let key = try await cas.makeKey(
            of: enrollment.request.key, forProfile: admission.rules.issuanceProfile)
        try enrollment.take(key)
        let delivered = try delivery.deliver(key, at: enrollment.time)
        // Nothing is issued where an approval was taken back meanwhile; the key is dropped.
        guard case .issued(let certificate) = try await issue(enrollment, admission, to: client) else {
            return .pending(retryAfter: wait)
        }
        return .issued(GeneratedKey(form: delivered.form, key: delivered.bytes, certificate: certificate))
    }

    /// Nil where a person has to decide first, and was asked.
    private func admission(
        of enrollment: Enrollment, _ client: AuthenticatedClient
    ) async throws -> Enrollment.Admission? {
        do {
            switch try await database.read({ try enrollment.decide(client, on: $0) }) {
            case .issue(let admission): return admission
            case .wait: return nil
            case .ask(let admission):
                _ = try await ask(enrollment, admission, for: client)
                return nil
            case .answer: throw Refusal(.conflict, Self.enrolledCode, "The device is enrolled. " + Self.keyIsGone)
            }
        } catch let refusal as Refusal where refusal.code == Self.enrolledCode {
            throw Refusal(refusal.kind, refusal.code, "\(refusal.sentence) \(Self.keyIsGone)")
        }
    }

    private static let enrolledCode = "already-enrolled"
    private static let keyIsGone =
        "A key that was made for it was handed out once and is not kept; if it was lost, revoke the certificate, or let the "
        + "DMS replace it (allow_new_auto_enrollment), and ask again."
}

extension Enrollment {
    /// Puts a key that was made here in the place of the request's own, and leaves the rest of the request as it is.
    fileprivate mutating func take(_ key: PrivateKey) throws {
        let names = request.subjectAltNameDER.map { [Extension.subjectAltName(der: $0)] } ?? []
        request = try UnsignedRequest.signed(by: key, subject: request.subject, extensions: names)
        keyHash = Array(SHA256.hash(data: request.publicKeyInfoDER))
    }
}

extension DMS {
    func ensureMakesKeys() throws(Refusal) {
        if case .cloud(let profile) = kind, profile.enrollmentSettings.serverKeyGeneration { return }
        throw Refusal(
            .forbidden, "server-key-generation-off",
            "DMS \"\(name)\" makes no keys for its devices (server_key_generation is off); make the key on the device and "
                + "use simpleenroll.")
    }
}
