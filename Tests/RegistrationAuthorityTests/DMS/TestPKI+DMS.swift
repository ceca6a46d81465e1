import CertificateAuthority
import EventLog
import Events
import ManagementAPI
import PKIX
import RegistrationAuthority
import Testing
import TestPKI

extension TestPKI {
    /// A root and an issuing CA below it.
    func createHierarchy(years: Int = 5) async throws {
        try await createCA("root", years: 2 * years)
        try await createCA("issuing", under: "root", years: years)
    }

    /// A remote DMS that waits for approval.
    @discardableResult
    func createRemoteDMS(
        _ name: String = "plant", cas: [String] = ["issuing"], request: EncodedPEM? = nil, key: KeyBody? = nil
    ) async throws -> CreatedDMS {
        var request = request
        if request == nil, key == nil { request = try TestRequest("gateway").encoded }
        return try await dmss.create(
            CreateDMSBody(
                name: name, cloudDMS: false,
                remoteAccessIdentity: RemoteAccessBody(authorizedCAs: cas, certificateRequest: request, key: key)),
            by: Self.caller)
    }

    @discardableResult
    func move(
        _ name: String, to status: DMSStatus, reason: RevocationReason? = nil
    ) async throws -> DMSPayload {
        try await dmss.updateStatus(
            of: name, to: DMSStatusBody(status: status, revocationReason: reason), by: Self.caller)
    }

    func updateCertificate(
        _ serial: String, to status: CertificateStatus, reason: RevocationReason? = nil
    ) async throws {
        _ = try await cas.updateCertificateStatus(
            of: serial, to: CertificateStatusBody(status: status, revocationReason: reason), by: Self.caller)
    }

    /// Each event after a position, as its type and what it is about.
    func told(after position: Int64) async throws -> [String] {
        try await events(after: position).map { "\($0.type) \($0.subject)" }
    }

    /// What a DMS's last event says of it.
    func lastDMSEvent() async throws -> DMSPayload {
        let event = try #require(try await events().last { $0.subject.hasPrefix("dms/") })
        return try WireJSON.decode(DMSPayload.self, from: event.data)
    }
}

/// The refusal that something ends in; an issue is recorded where it does not.
func refusal<Value>(
    sourceLocation: SourceLocation = #_sourceLocation, of body: () async throws -> Value
) async -> Refusal? {
    do {
        _ = try await body()
        Issue.record("was not refused", sourceLocation: sourceLocation)
        return nil
    } catch {
        if !(error is Refusal) { Issue.record("\(error)", sourceLocation: sourceLocation) }
        return error as? Refusal
    }
}
