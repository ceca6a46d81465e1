public import ManagementAPI
import Crypto
import Events
import Storage

/// Whether a user name and a password of a DMS may enrol its devices (RFC 7030, section 3.2.3; RFC 7617).
struct BasicAuthentication: ClientAuthentication {
    let database: any Database
    let passwords: Passwords

    func authenticate(_ enrollment: Enrollment, at place: EnrollmentPlace) async throws -> AuthenticatedClient {
        let name = place.dms.name
        guard let given = enrollment.client.credentials else {
            throw Refusal(
                .unauthenticated, "credentials-missing", "Send a user and a password of DMS \"\(name)\" (HTTP Basic).")
        }
        let credential = try await database.read { try $0.credential(of: given.user, ofDMS: name) }
        let isRight = try await passwords.check(
            given.password, against: credential?.password, of: "\(name)\n\(given.user)",
            from: enrollment.client.remoteAddress, at: enrollment.time)
        guard isRight, let credential else { throw Self.wrong }
        return AuthenticatedClient(
            actor: "est:\(credential.user)",
            fingerprint: Array(SHA256.hash(data: Array("basic\n\(name)\n\(credential.user)".utf8))), standing: nil,
            credential: CredentialStanding(credential: credential))
    }

    /// Does not say which of the two is wrong.
    static let wrong = Refusal(.unauthenticated, "credentials-wrong", "The user or the password is wrong.")
}

extension Refusal {
    /// Whether another user or password would help, so that the client is to be asked for them (RFC 9110, 11.6.1).
    public var asksForPassword: Bool { code == "credentials-missing" || code == "credentials-wrong" }
}
