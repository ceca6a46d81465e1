import CertificateAuthority
import DeviceManager
import EventLog
import Events
import ManagementAPI
import PKIX
import Storage

extension EnrollmentService {
    /// Answers `simplereenroll` (RFC 7030, section 4.2.2): renews the certificate that the client presents. Some clients,
    /// strongSwan's among them, ask for it as soon as they have any client certificate, so a client that does not present
    /// a device's own certificate is taken as one that enrols.
    /// - Throws: `Refusal`.
    public func reenroll(_ attempt: EnrollmentAttempt) async throws -> EnrollmentOutcome {
        switch try await meaning(of: attempt) {
        case .enrollment(let refusal): try await enroll(attempt, or: refusal)
        case .renewal(let renewal): try await renew(renewal)
        }
    }

    /// What is meant by a call of `simplereenroll`.
    enum ReenrollmentMeaning: Sendable {
        /// - Parameter or: what there is to say where the client may not enrol either; nil for what that says.
        case enrollment(or: Refusal?)
        case renewal(Reenrollment)
    }

    /// Looks at what was presented: a certificate that is or was in a slot renews, whatever else it could do.
    func meaning(of attempt: EnrollmentAttempt) async throws -> ReenrollmentMeaning {
        guard let presented = Self.chain(attempt.client.presented), let leaf = presented.first else {
            return .enrollment(or: nil)
        }
        let label = try label(attempt.label)
        let enrollment = try Enrollment(
            dmsName: label.dmsName, request: try Self.parse(attempt.request), client: attempt.client,
            at: clock.now(), grace: configuration.grace, wantedCA: label.caID,
            operation: .reenrollment)
        let place = try await database.read { try $0.reenrollmentPlace(of: enrollment, presenting: leaf) }
        guard let place, !place.anchors.isEmpty else { return .enrollment(or: nil) }
        if let owner = place.owner, owner != place.dms.name {
            return .enrollment(or: .deviceOfAnotherDMS(enrollment.slot.deviceID, place.dms.name))
        }
        switch place.verified(presented, at: enrollment.time) {
        case .success(let chain): return .renewal(Self.renewal(enrollment, leaf, chain))
        case .failure(let refusal) where place.tenure != nil: throw refusal
        case .failure(let refusal):
            return .enrollment(or: refusal.code == ReenrollmentPlace.unknownIssuerCode ? nil : refusal)
        }
    }

    private static func renewal(
        _ enrollment: Enrollment, _ leaf: ParsedCertificate, _ chain: ReenrollmentPlace.Chain
    ) -> Reenrollment {
        let client = AuthenticatedClient(
            actor: "est:\(leaf.serial.hex)", fingerprint: enrollment.clientFingerprint,
            standing: CertificateStanding(path: chain.judged, anchorCA: chain.anchor.caID))
        return Reenrollment(enrollment: enrollment, presented: leaf, client: client)
    }

    private func enroll(_ attempt: EnrollmentAttempt, or refusal: Refusal?) async throws -> EnrollmentOutcome {
        do {
            return try await enroll(attempt, as: .reenrollment)
        } catch let error as Refusal where error.code == BootstrapAuthentication.refusedCode {
            throw refusal ?? error
        }
    }

    private func renew(_ renewal: Reenrollment) async throws -> EnrollmentOutcome {
        switch try await database.read({ try renewal.decide(on: $0) }) {
        case .answer(let certificate):
            guard renewal.enrollment.request.verifySignature() else { throw Self.wrongSignature }
            return .issued(certificate.der)
        case .renew(let permit):
            return .issued(
                try await cas.withPresentIssuer(permit.rules.authorizedCA) { try await renewOnce(renewal, permit) })
        }
    }

    func renewOnce(_ renewal: Reenrollment, _ permit: Reenrollment.Permit) async throws -> [UInt8] {
        let (enrollment, rules) = (renewal.enrollment, permit.rules)
        let caller = Caller(actor: renewal.client.actor)
        await Task.yield()  // As an enrolment does.
        let issued = try await cas.issue(
            enrollment.request, with: rules.authorizedCA, profile: rules.issuanceProfile, at: enrollment.time,
            by: caller
        ).nearingItsEnd(rules.preventiveRenewalInterval)
        return try await database.write { tx in
            switch try renewal.decide(on: tx) {
            case .answer(let certificate):
                return certificate.der
            case .renew(let present):
                guard present.replaced == permit.replaced else { throw Self.overtaken(enrollment.slot) }
                guard present.rules.authorizedCA == rules.authorizedCA else { throw Self.signedByAnother }
                try tx.provision(
                    present.device,
                    Provisioning(
                        issued: issued, slotID: enrollment.slot.slotID, client: renewal.client.fingerprint,
                        kind: .reenrollment, time: enrollment.time, caller: caller))
                return issued.certificate.der
            }
        }
    }

    /// Nil where a certificate cannot be read.
    private static func chain(_ presented: [[UInt8]]) -> [ParsedCertificate]? {
        try? presented.map { try ParsedCertificate(der: $0) }
    }

    private static let signedByAnother = Refusal(
        .conflict, "renewal-overtaken",
        "The DMS was given another CA while this was being signed; nothing was issued. Send the request again.")

    /// The device would not know which of two certificates is the good one.
    private static func overtaken(_ slot: SlotName) -> Refusal {
        Refusal(
            .conflict, "renewal-overtaken",
            "Another request renewed device \"\(slot.deviceID)\", slot \"\(slot.slotID)\", at the same moment; nothing was "
                + "issued for this one. Use that answer, or send this request again if it got lost.")
    }
}
