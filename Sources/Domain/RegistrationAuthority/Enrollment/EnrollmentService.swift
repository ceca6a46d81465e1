public import CertificateAuthority
public import Events
public import Storage
import DeviceManager
import EventLog
import ManagementAPI
import PKIX

/// The registration authority behind EST: it judges who asks, and has the CA sign (RFC 7030).
public struct EnrollmentService: Sendable {
    let database: any Database
    let cas: CAService
    let configuration: Configuration
    let clock: WallClock

    public struct Configuration: Sendable {
        /// The DMS that is meant where a request has no label.
        public var defaultDMS: String?
        /// How long the same request by the same client is answered with the same certificate.
        public var grace: WireDuration
        /// The CA certificates of this server's own EST listener, DER; a DMS may have them handed out.
        public var downstreamCAs: [[UInt8]]

        public init(defaultDMS: String? = nil, grace: WireDuration = .hours(24), downstreamCAs: [[UInt8]] = []) {
            self.defaultDMS = defaultDMS
            self.grace = grace
            self.downstreamCAs = downstreamCAs
        }
    }

    public init(database: any Database, cas: CAService, configuration: Configuration, clock: WallClock = .system) {
        self.database = database
        self.cas = cas
        self.configuration = configuration
        self.clock = clock
    }

    /// The CA certificates that the devices of a DMS are told to trust (RFC 7030, section 4.1), DER.
    /// - Throws: `Refusal`.
    public func caCertificates(label: String?) async throws -> [[UInt8]] {
        let name = try dmsName(label)
        let downstream = configuration.downstreamCAs
        return try await database.read { snapshot in
            try snapshot.distribution(of: try snapshot.existingDMS(name), downstream: downstream)
        }
    }

    /// Enrols a device (RFC 7030, section 4.2.1).
    /// - Throws: `Refusal`.
    public func enroll(_ attempt: EnrollmentAttempt) async throws -> EnrollmentOutcome {
        let enrollment = try Enrollment(
            dmsName: try dmsName(attempt.label), request: try Self.parse(attempt.request), client: attempt.client,
            at: clock.now(), grace: configuration.grace)
        let place = try await database.read { try $0.place(of: enrollment) }
        let client = try await BootstrapAuthentication().authenticate(enrollment, at: place)
        switch try await database.read({ try enrollment.decide(client, on: $0) }) {
        case .answer(let certificate):
            guard enrollment.request.verifySignature() else { throw Self.wrongSignature }
            return .issued(certificate.der)
        case .issue(let admission):
            return .issued(try await issue(enrollment, admission, to: client))
        }
    }

    /// Answers `simplereenroll` (RFC 7030, section 4.2.2). Some clients, strongSwan's among them, ask for it as soon as
    /// they have any client certificate, so one that may enrol does enrol. Renewal by the device's own certificate is
    /// not offered yet.
    public func reenroll(_ attempt: EnrollmentAttempt) async throws -> EnrollmentOutcome {
        do {
            return try await enroll(attempt)
        } catch let refusal as Refusal where refusal.code == BootstrapAuthentication.refusedCode {
            throw Refusal(
                refusal.kind, refusal.code,
                refusal.sentence
                    + " Renewal by a device's own certificate is not offered yet: use a bootstrap certificate.")
        }
    }

    static func parse(_ request: [UInt8]) throws(Refusal) -> CertificateRequest {
        do {
            return try CertificateRequest(der: request)
        } catch {
            throw Refusal(.invalid, "csr-malformed", error.description)
        }
    }

    private func issue(
        _ enrollment: Enrollment, _ admission: Enrollment.Admission, to client: AuthenticatedClient
    ) async throws -> [UInt8] {
        try await cas.withPresentIssuer(admission.rules.authorizedCA) {
            try await issueOnce(enrollment, admission.rules, to: client)
        }
    }

    private func issueOnce(
        _ enrollment: Enrollment, _ rules: EnrollmentRules, to client: AuthenticatedClient
    ) async throws -> [UInt8] {
        let caller = Caller(actor: client.actor)
        let issued = try await cas.issue(
            enrollment.request, with: rules.authorizedCA, profile: rules.issuanceProfile, at: enrollment.time,
            by: caller
        ).nearingItsEnd(rules.preventiveRenewalInterval)
        return try await database.write { tx in
            switch try enrollment.decide(client, on: tx) {
            case .answer(let certificate):
                return certificate.der
            case .issue(let admission):
                try admission.rules.ensureIssue(as: rules)
                let device = try admission.device ?? tx.register(enrollment, admission, by: caller)
                try tx.provision(
                    device,
                    Provisioning(
                        issued: issued, slotID: enrollment.slot.slotID, client: client.fingerprint, kind: .enrollment,
                        time: enrollment.time, caller: caller))
                return issued.certificate.der
            }
        }
    }

    func dmsName(_ label: String?) throws(Refusal) -> String {
        guard let name = label ?? configuration.defaultDMS else {
            throw Refusal(
                .notFound, "label-missing",
                "Name the DMS in the path: /.well-known/est/<DMS>/<operation>; this server has no default DMS.")
        }
        return name
    }

    static let wrongSignature = Refusal(
        .invalid, "csr-signature",
        "The request's own signature does not verify: it was changed, or signed with another key.")
}

extension Reading where Self: ~Copyable {
    fileprivate func place(of enrollment: Enrollment) throws -> EnrollmentPlace {
        let dms = try existingDMS(enrollment.dmsName)
        try dms.ensureEnrolls()
        guard case .cloud(let profile) = dms.kind else { return EnrollmentPlace(dms: dms, anchors: []) }
        return EnrollmentPlace(dms: dms, anchors: try trustAnchors(ofCAs: profile.enrollmentSettings.bootstrapCAs))
    }
}

extension Transaction {
    /// Registers a device on its first contact.
    fileprivate func register(
        _ enrollment: Enrollment, _ admission: Enrollment.Admission, by caller: Caller
    ) throws -> Device {
        let rules = admission.rules
        let device = Device(
            registered: enrollment.slot.deviceID, dmsName: admission.dms.name, tags: rules.tags,
            iconName: rules.icon, iconColor: rules.color, at: enrollment.time)
        try register(device, by: caller)
        return device
    }
}
