public import RegistrationAuthority

extension EnrollmentService {
    /// Enrols with what TLS would have presented.
    /// - Returns: the certificate, DER.
    /// - Throws: `Refusal`; `EnrollmentPending` where a person has to decide first.
    @discardableResult
    public func enroll(label: String?, request: [UInt8], presented: [[UInt8]]) async throws -> [UInt8] {
        let outcome = try await enroll(
            EnrollmentAttempt(label: label, request: request, client: ClientEvidence(presented: presented)))
        guard case .issued(let certificate) = outcome else { throw EnrollmentPending() }
        return certificate
    }
}

/// A person has to decide first.
public struct EnrollmentPending: Error {
    public init() {}
}
