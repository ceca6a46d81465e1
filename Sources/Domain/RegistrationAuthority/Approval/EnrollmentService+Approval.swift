import CertificateAuthority
import Events
import ManagementAPI
import Storage

extension EnrollmentService {
    /// What a client is told that has to come again.
    var pending: EnrollmentOutcome { .pending(retryAfter: configuration.approval.retryAfter) }

    /// Puts a request down for a person to decide on. It is judged first as if it were to be signed: nobody is asked
    /// about what could not be issued. No event tells of it: nothing has changed for the device.
    func ask(
        _ enrollment: Enrollment, _ admission: Enrollment.Admission, for client: AuthenticatedClient
    ) async throws -> EnrollmentOutcome {
        let rules = admission.rules
        try await cas.ensureAdmissible(
            enrollment.asked, with: rules.authorizedCA, profile: rules.issuanceProfile, at: enrollment.time)
        let (approval, pending) = (configuration.approval, pending)
        return try await database.write { tx in
            switch try enrollment.decide(client, on: tx) {
            case .answer(let certificate):
                return .issued(certificate.der)
            // Decided on already: the client gets its certificate when it comes again.
            case .issue, .wait:
                return pending
            case .ask:
                try tx.dropEndedEnrollmentRequests(at: enrollment.time)
                guard try !tx.isFull(ofPending: approval.pendingMax, at: enrollment.dmsName, enrollment.time) else {
                    throw Refusal(
                        .tooManyRequests, "too-many-pending",
                        "\(approval.pendingMax) requests wait for the operator of DMS \"\(enrollment.dmsName)\" already; "
                            + "try again later.")
                }
                try tx.insert(EnrollmentRequest(enrollment, by: client, timeout: approval.timeout))
                return pending
            }
        }
    }
}
