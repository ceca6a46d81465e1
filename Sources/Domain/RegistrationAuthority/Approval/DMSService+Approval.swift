public import Events
public import Listing
public import ManagementAPI
import Storage

/// Requests to enrol that a person decides on.
extension DMSService {
    /// Those of one DMS, decided ones for a while among them.
    /// - Throws: `Refusal` where there is no such DMS.
    public func enrollmentRequests(
        at name: String, _ query: ListQuery
    ) async throws -> Page<EnrollmentRequestPayload> {
        var query = query
        let now = clock.now().milliseconds
        query.filters.append(ListFilter(field: "dms_name", operand: .equal, value: name))
        query.filters.append(ListFilter(field: "expiration_timestamp", operand: .after, value: "\(now)"))
        let wanted = query
        return try await database.read { snapshot in
            _ = try snapshot.existingDMS(name)
            return try EnrollmentRequest.list.page(wanted, select: EnrollmentRequest.columns, in: snapshot) {
                try EnrollmentRequest(row: $0).payload()
            }
        }
    }

    /// - Throws: `Refusal` where there is no such request at the DMS.
    public func enrollmentRequest(_ id: String, at name: String) async throws -> EnrollmentRequestPayload {
        let time = clock.now()
        return try await database.read { try $0.existingEnrollmentRequest(id, at: name, presentAt: time) }.payload()
    }

    /// Approves or rejects. The certificate is issued when the client asks again.
    /// - Throws: `Refusal` where there is no such request at the DMS, or it was decided on otherwise.
    public func updateEnrollmentRequest(
        _ id: String, at name: String, to body: EnrollmentDecisionBody, by caller: Caller
    ) async throws -> EnrollmentRequestPayload {
        let time = clock.now()
        return try await database.write { tx in
            var request = try tx.existingEnrollmentRequest(id, at: name, presentAt: time)
            try request.decide(body.status, at: time, by: caller)
            try tx.update(request)
            return try request.payload()
        }
    }
}
