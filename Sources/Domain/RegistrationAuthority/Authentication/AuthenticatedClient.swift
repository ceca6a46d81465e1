import Events
import Storage

/// A client that may ask for certificates of a DMS's devices, as far as it was found good.
struct AuthenticatedClient: Sendable {
    /// Names it in events; never a secret.
    let actor: String
    /// Tells it from other clients: a request that comes again is the same only from the same client.
    let fingerprint: [UInt8]
    /// Certificates that have to be good still when its request is granted; nil where it showed none.
    let standing: CertificateStanding?
    /// A password that has to be set still; nil where it gave none.
    var credential: CredentialStanding?

    /// - Throws: `Refusal` where it is not as good as it was.
    func ensureGood(on reader: borrowing some Reading & ~Copyable) throws {
        try standing?.ensureGood(on: reader)
        try credential?.ensureSet(on: reader)
    }
}

/// Finds out who asks, for one way of doing so. It may ask others over the network, so it runs outside of every
/// transaction; what can be read from the store is looked at later, in the one that decides.
protocol ClientAuthentication: Sendable {
    /// - Throws: `Refusal` that says why not.
    func authenticate(_ enrollment: Enrollment, at place: EnrollmentPlace) async throws -> AuthenticatedClient
}

/// Where an enrolment takes place: the DMS, and what its bootstrap certificates must lead to.
struct EnrollmentPlace: Sendable {
    let dms: DMS
    let anchors: [TrustAnchor]
}
