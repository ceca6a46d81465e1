import Events
import Listing
import ManagementAPI
import RegistrationAuthority
import TestPKI

/// A DMS `line-1` where a person decides.
extension TestPKI {
    /// - Returns: a bootstrap certificate.
    func createApprovingDMS(
        changing change: (inout IdentityProfile) -> Void = { _ in }
    ) async throws -> [UInt8] {
        try await createDMS {
            $0.enrollmentSettings.manualApproval = true
            change(&$0)
        }
        return try await certificate("boot").certificate.der
    }

    func ask(
        _ request: [UInt8], _ client: [UInt8], _ service: EnrollmentService? = nil
    ) async throws -> EnrollmentOutcome {
        try await (service ?? enrollment).enroll(
            EnrollmentAttempt(label: "line-1", request: request, client: ClientEvidence(presented: [client])))
    }

    func ask(
        _ request: TestRequest, _ client: [UInt8], _ service: EnrollmentService? = nil
    ) async throws -> EnrollmentOutcome {
        try await ask(request.der, client, service)
    }

    func refusal(
        asking request: TestRequest, _ client: [UInt8], _ service: EnrollmentService? = nil
    ) async -> Refusal? {
        await refusal(asking: request.der, client, service)
    }

    func refusal(
        asking request: [UInt8], _ client: [UInt8], _ service: EnrollmentService? = nil
    ) async -> Refusal? {
        do {
            _ = try await ask(request, client, service)
            return nil
        } catch {
            return error as? Refusal
        }
    }

    func waiting(_ query: ListQuery = ListQuery()) async throws -> [EnrollmentRequestPayload] {
        try await dmss.enrollmentRequests(at: "line-1", query).list
    }

    func decide(
        _ id: String, _ status: EnrollmentRequestStatus
    ) async throws -> EnrollmentRequestPayload {
        try await dmss.updateEnrollmentRequest(
            id, at: "line-1", to: EnrollmentDecisionBody(status: status), by: Self.caller)
    }

    func refusal(
        deciding id: String, _ status: EnrollmentRequestStatus, at dms: String = "line-1"
    ) async -> Refusal? {
        do {
            _ = try await dmss.updateEnrollmentRequest(
                id, at: dms, to: EnrollmentDecisionBody(status: status), by: Self.caller)
            return nil
        } catch {
            return error as? Refusal
        }
    }

    func approveAll(asking request: TestRequest, _ client: [UInt8]) async throws {
        _ = try await ask(request, client)
        for waiting in try await waiting() { _ = try await decide(waiting.id, .approved) }
        _ = try await ask(request, client)
    }
}
