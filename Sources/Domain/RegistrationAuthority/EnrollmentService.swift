public import CertificateAuthority
public import Events
public import Storage
import DeviceManager
import EventLog
import IssuanceProfiles
import ManagementAPI
import PKIX

/// The registration authority behind EST: it judges who asks, and has the CA sign (RFC 7030).
public struct EnrollmentService: Sendable {
    private let database: any Database
    private let cas: CAService
    private let configuration: Configuration
    private let clock: WallClock

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
    /// - Parameters:
    ///   - request: the PKCS#10 request, DER.
    ///   - presented: what the TLS session of the client presented, DER, leaf first.
    /// - Returns: the certificate, DER. It is durable, with its events.
    /// - Throws: `Refusal`.
    public func enroll(label: String?, request der: [UInt8], presented: [[UInt8]]) async throws -> [UInt8] {
        let request: CertificateRequest
        do {
            request = try CertificateRequest(der: der)
        } catch {
            throw Refusal(.invalid, "csr-malformed", error.description)
        }
        let enrollment = try Enrollment(
            dmsName: try dmsName(label), request: request, presented: presented, at: clock.now(),
            grace: configuration.grace)
        switch try await database.read({ try enrollment.decide(on: $0) }) {
        case .answer(let certificate):
            guard request.verifySignature() else { throw Self.wrongSignature }
            return certificate.der
        case .issue(let admission):
            return try await issue(enrollment, admission)
        }
    }

    /// Answers `simplereenroll` (RFC 7030, section 4.2.2). Some clients, strongSwan's among them, ask for it as soon as
    /// they have any client certificate, so one that may enrol does enrol. Renewal by the device's own certificate is
    /// not offered yet.
    public func reenroll(label: String?, request: [UInt8], presented: [[UInt8]]) async throws -> [UInt8] {
        do {
            return try await enroll(label: label, request: request, presented: presented)
        } catch let refusal as Refusal where refusal.code == BootstrapAuthentication.refusedCode {
            throw Refusal(
                refusal.kind, refusal.code,
                refusal.sentence
                    + " Renewal by a device's own certificate is not offered yet: use a bootstrap certificate.")
        }
    }

    private func issue(_ enrollment: Enrollment, _ admission: Enrollment.Admission) async throws -> [UInt8] {
        try await cas.withPresentIssuer(admission.dms.enrollment.authorizedCA) {
            try await issueOnce(enrollment, admission)
        }
    }

    private func issueOnce(_ enrollment: Enrollment, _ admission: Enrollment.Admission) async throws -> [UInt8] {
        let caller = Caller(actor: admission.client.actor)
        let issued = try await cas.issue(
            enrollment.request, with: admission.dms.enrollment.authorizedCA, profile: IssuanceProfile.device.id,
            at: enrollment.time, by: caller
        ).nearingItsEnd(admission.dms.identityProfile.reenrollmentSettings.preventiveRenewalInterval)
        return try await database.write { tx in
            switch try enrollment.decideAgain(admission, on: tx) {
            case .answer(let certificate):
                return certificate.der
            case .issue(let admission):
                let device = try admission.device ?? tx.register(enrollment, admission.dms, by: caller)
                try tx.enroll(
                    device,
                    Provisioning(
                        issued: issued, slotID: enrollment.slot.slotID, client: enrollment.client,
                        time: enrollment.time, caller: caller))
                return issued.certificate.der
            }
        }
    }

    private func dmsName(_ label: String?) throws(Refusal) -> String {
        guard let name = label ?? configuration.defaultDMS else {
            throw Refusal(
                .notFound, "label-missing",
                "Name the DMS in the path: /.well-known/est/<DMS>/<operation>; this server has no default DMS.")
        }
        return name
    }

    private static let wrongSignature = Refusal(
        .invalid, "csr-signature",
        "The request's own signature does not verify: it was changed, or signed with another key.")
}

extension Transaction {
    /// Registers a device on its first contact.
    fileprivate func register(_ enrollment: Enrollment, _ dms: DMS, by caller: Caller) throws -> Device {
        let device = Device(
            registered: enrollment.slot.deviceID, dmsName: dms.name, tags: dms.enrollment.tags,
            iconName: dms.enrollment.icon, iconColor: dms.enrollment.color, at: enrollment.time)
        try register(device, by: caller)
        return device
    }
}
