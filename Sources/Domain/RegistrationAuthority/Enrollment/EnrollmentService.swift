public import CertificateAuthority
public import Events
public import PKIX
public import Storage
import DeviceManager
import EventLog
import ManagementAPI

/// The registration authority behind EST: it judges who asks, and has the CA sign (RFC 7030).
public struct EnrollmentService: Sendable {
    let database: any Database
    let cas: CAService
    let configuration: Configuration
    let clock: WallClock
    let authentications: Authentications

    public struct Configuration: Sendable {
        /// The DMS that is meant where a request has no label.
        public var defaultDMS: String?
        /// How long the same request by the same client is answered with the same certificate.
        public var grace: WireDuration
        /// The CA certificates of this server's own EST listener, DER; a DMS may have them handed out.
        public var downstreamCAs: [[UInt8]]
        public var approval: ApprovalConfiguration
        /// Signs the keys that are made here and asked for in CMS; asked for at every use, since it may be renewed. Where
        /// it is nil, such keys are not offered.
        public var keySigner: @Sendable () -> MessageSigner?

        public init(
            defaultDMS: String? = nil, grace: WireDuration = .hours(24), downstreamCAs: [[UInt8]] = [],
            approval: ApprovalConfiguration = ApprovalConfiguration(),
            keySigner: @escaping @Sendable () -> MessageSigner? = { nil }
        ) {
            self.defaultDMS = defaultDMS
            self.grace = grace
            self.downstreamCAs = downstreamCAs
            self.approval = approval
            self.keySigner = keySigner
        }
    }

    /// - Parameter authentications: without them no other service can be asked about a client.
    public init(
        database: any Database, cas: CAService, configuration: Configuration, clock: WallClock = .system,
        authentications: Authentications? = nil
    ) {
        self.authentications = authentications ?? Authentications(database: database)
        self.database = database
        self.cas = cas
        self.configuration = configuration
        self.clock = clock
    }

    /// The CA certificates that the devices of a DMS are told to trust (RFC 7030, section 4.1), DER.
    /// - Throws: `Refusal`.
    public func caCertificates(label: String?) async throws -> [[UInt8]] {
        let label = try self.label(label)
        let (downstream, time) = (configuration.downstreamCAs, clock.now())
        return try await database.read { snapshot in
            let dms = try snapshot.existingDMS(label.dmsName)
            if let ca = label.caID { return try snapshot.distribution(of: dms, onlyCA: ca, at: time) }
            return try snapshot.distribution(of: dms, downstream: downstream, at: time)
        }
    }

    /// Enrols a device (RFC 7030, section 4.2.1).
    /// - Throws: `Refusal`.
    public func enroll(_ attempt: EnrollmentAttempt) async throws -> EnrollmentOutcome {
        try await enroll(attempt, as: .enrollment)
    }

    /// - Parameter operation: that the client called.
    func enroll(
        _ attempt: EnrollmentAttempt, as operation: Provisioning.Kind
    ) async throws -> EnrollmentOutcome {
        let (enrollment, client) = try await authenticate(attempt, for: operation)
        switch try await database.read({ try enrollment.decide(client, on: $0) }) {
        case .answer(let certificate):
            guard enrollment.request.verifySignature() else { throw Self.wrongSignature }
            return .issued(certificate.der)
        case .issue(let admission):
            return try await issue(enrollment, admission, to: client)
        case .ask(let admission):
            return try await ask(enrollment, admission, for: client)
        case .wait:
            return pending
        }
    }

    /// Finds out what is asked and who asks; whether it is granted is decided later.
    /// - Throws: `Refusal`.
    func authenticate(
        _ attempt: EnrollmentAttempt, for operation: Provisioning.Kind
    ) async throws -> (Enrollment, AuthenticatedClient) {
        let label = try label(attempt.label)
        let enrollment = try Enrollment(
            dmsName: label.dmsName, request: try Self.parse(attempt.request), client: attempt.client,
            at: clock.now(), grace: configuration.grace, wantedCA: label.caID, operation: operation)
        let place = try await database.read { try $0.place(of: enrollment) }
        let authentication = authentications.authentication(for: place.dms)
        return (enrollment, try await authentication.authenticate(enrollment, at: place))
    }

    static func parse(_ request: [UInt8]) throws(Refusal) -> CertificateRequest {
        do {
            return try CertificateRequest(der: request)
        } catch {
            throw Refusal(.invalid, "csr-malformed", error.description)
        }
    }

    func issue(
        _ enrollment: Enrollment, _ admission: Enrollment.Admission, to client: AuthenticatedClient
    ) async throws -> EnrollmentOutcome {
        try await cas.withPresentIssuer(admission.rules.authorizedCA) {
            try await issueOnce(enrollment, admission.rules, to: client)
        }
    }

    private func issueOnce(
        _ enrollment: Enrollment, _ rules: EnrollmentRules, to client: AuthenticatedClient
    ) async throws -> EnrollmentOutcome {
        let caller = Caller(actor: client.actor)
        // Who authenticates and who signs computes for long: in between, whoever waits for a short read goes first.
        await Task.yield()
        let issued = try await cas.issue(
            enrollment.request, with: rules.authorizedCA, profile: rules.issuanceProfile, at: enrollment.time,
            by: caller
        ).nearingItsEnd(rules.preventiveRenewalInterval)
        let pending = pending
        return try await database.write { tx in
            switch try enrollment.decide(client, on: tx) {
            case .answer(let certificate):
                return .issued(certificate.der)
            case .ask, .wait:
                // The approval was taken back meanwhile.
                return pending
            case .issue(let admission):
                try admission.rules.ensureIssue(as: rules)
                let device = try admission.device ?? tx.register(enrollment, admission, by: caller)
                try tx.provision(
                    device,
                    Provisioning(
                        issued: issued, slotID: enrollment.slot.slotID, client: client.fingerprint,
                        kind: admission.kind, time: enrollment.time, caller: caller))
                if let approval = admission.approval { try tx.use(approval, for: issued, at: enrollment.time) }
                return .issued(issued.certificate.der)
            }
        }
    }

    func dmsName(_ label: String?) throws(Refusal) -> String { try self.label(label).dmsName }

    func label(_ label: String?) throws(Refusal) -> ESTLabel {
        guard let text = label ?? configuration.defaultDMS else {
            throw Refusal(
                .notFound, "label-missing",
                "Name the DMS in the path: /.well-known/est/<DMS>/<operation>; this server has no default DMS.")
        }
        return ESTLabel(text)
    }

    static let wrongSignature = Refusal(
        .invalid, "csr-signature",
        "The request's own signature does not verify: it was changed, or signed with another key.")
}

extension Reading where Self: ~Copyable {
    fileprivate func place(of enrollment: Enrollment) throws -> EnrollmentPlace {
        let dms = try existingDMS(enrollment.dmsName)
        try dms.ensureEnrolls()
        let anchors =
            switch dms.kind {
            case .cloud(let profile): try trustAnchors(ofCAs: profile.enrollmentSettings.bootstrapCAs)
            case .remote(let identity): try trustAnchors(of: identity)
            }
        return EnrollmentPlace(dms: dms, anchors: anchors)
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
