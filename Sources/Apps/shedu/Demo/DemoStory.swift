import CloudEvents
import ESTClient
import Events
import Foundation
import JSONSchema
import ManagementAPI
import ManagementClient
import Server
import ServiceLifecycle

/// What the demo does with a server that just started: the same calls that a person or a script would make.
struct DemoStory: Service {
    let deviceCount: Int
    let awsEndpoint: String
    let dataPath: String
    let ready: AsyncStream<Addresses>
    let staysUp: Bool

    static let dmsName = "line-1"
    static let connector = "aws"

    func run() async throws {
        guard let addresses = await ready.first(where: { _ in true }), let management = addresses.management,
            let est = addresses.est, let validation = addresses.validation
        else { return }
        let token = try text("admin.token").trimmingCharacters(in: .whitespacesAndNewlines)
        let client = try ManagementClient(server: management, token: token)
        do {
            try await tell(client, management: management, est: est, validation: validation)
        } catch {
            try? await client.shutdown()
            throw error is DemoFailure ? error : DemoFailure("\(error)")
        }
        try await client.shutdown()
    }

    private func tell(
        _ client: ManagementClient, management: String, est: String, validation: String
    ) async throws {
        let print = DemoPrinter()
        print.title("A server on a throwaway folder")
        print.line("management \(management), EST \(est), OCSP and CRLs \(validation)")
        print.line("AWS emulator \(awsEndpoint)")
        try await withEventsPrinted(client, print) { printed in
            try await prepare(client, print, printed)
            let enrolled = try await enroll(client, est: est, print)
            try await printed.catchUp()
            let devices = try await renew(enrolled, est: est, print)
            try await printed.catchUp()
            if let lost = try devices.first?.serial {
                try await revoke(lost, client, print)
                try await printed.catchUp()
                try await DemoRelyingParty(validation: validation, caID: "issuing").watch(lost, print)
            }
            if devices.count > 1, let last = devices.last {
                print.title("Another has served its time: it is decommissioned, and never enrols again")
                _ = try await client.decommissionDevice(last.name)
                try await printed.catchUp()
            }
        }
        try await DemoCloud(client: client, connector: Self.connector).settle(print)
        try await summarize(client, print)
        if staysUp { try await stayUp(management, print) }
    }

    private func prepare(_ client: ManagementClient, _ print: DemoPrinter, _ printed: EventsPrinted) async throws {
        print.title("A root CA, an issuing CA below it, and a CA for bootstrap certificates")
        try await createCA(client, "root", "Plant Root CA", years: 20)
        try await createCA(client, "issuing", "Plant Issuing CA", parent: "root", years: 10)
        try await createCA(client, "bootstrap", "Plant Bootstrap CA", years: 10)
        try await printed.catchUp()
        print.title("AWS IoT Core, bound to the issuing CA")
        try await DemoCloud(client: client, connector: Self.connector).bind("issuing", endpoint: awsEndpoint)
        print.title("A DMS where devices may enrol, approved")
        let profile = IdentityProfile(
            enrollmentSettings: EnrollmentSettings(
                // Without it they could not renew before their certificates near their end.
                allowNewAutoEnrollment: true, authorizedCA: "issuing", bootstrapCAs: ["bootstrap"]),
            awsIoTCorePublish: true)
        _ = try await client.createDMS(CreateDMSBody(name: Self.dmsName, cloudDMS: true, identityProfile: profile))
        _ = try await client.updateDMSStatus(of: Self.dmsName, to: .approved)
        try await printed.catchUp()
    }

    private func createCA(
        _ client: ManagementClient, _ id: String, _ name: String, parent: String? = nil, years: Int64
    ) async throws {
        _ = try await client.createCA(
            CreateCABody(
                id: id, subject: SubjectBody(commonName: name, organization: "Demo Plant"),
                key: KeyBody(type: "ECDSA", bits: 256), parentID: parent, validity: .duration(.days(364 * years)),
                issuanceExpiration: .duration(.days(364))))
    }

    private func enroll(_ client: ManagementClient, est: String, _ print: DemoPrinter) async throws -> [VirtualDevice] {
        print.title("\(deviceCount) devices enrol over EST, each by a fresh key and a mutual TLS connection")
        let bootstrap = try await DemoFleet.bootstrap(client, from: "bootstrap")
        let fleet = try fleet(est)
        let trusted = try await fleet.est.caCertificates(label: Self.dmsName)
        let started = ContinuousClock.now
        let devices = try await fleet.enroll(deviceCount, as: bootstrap)
        let elapsed = ContinuousClock.now - started
        print.line("\(devices.count) devices enrolled in \(elapsed.formatted()), and trust \(trusted.count) CAs")
        return devices
    }

    private func renew(_ devices: [VirtualDevice], est: String, _ print: DemoPrinter) async throws -> [VirtualDevice] {
        print.title("They renew over EST, each by its own certificate and for a new key")
        let started = ContinuousClock.now
        let renewed = try await fleet(est).renew(devices)
        print.line("\(renewed.count) devices renewed in \((ContinuousClock.now - started).formatted())")
        return renewed
    }

    private func fleet(_ est: String) throws -> DemoFleet {
        DemoFleet(est: try ESTClient(server: est, trustPEM: try text("est-ca.pem")), label: Self.dmsName)
    }

    private func revoke(_ serial: String, _ client: ManagementClient, _ print: DemoPrinter) async throws {
        print.title("One device is lost: its certificate is revoked")
        _ = try await client.updateCertificateStatus(
            of: serial, to: CertificateStatusBody(status: .revoked, revocationReason: .keyCompromise))
    }

    private func summarize(_ client: ManagementClient, _ print: DemoPrinter) async throws {
        let statuses = try await DemoCounts(client: client).read()
        print.title("What there is now")
        print.line("devices: " + statuses.devices.map { "\($0.value) \($0.key)" }.sorted().joined(separator: ", "))
        print.line("events: \(statuses.events), numbered without a gap")
        print.line("AWS IoT Core equals the PKI: the cloud plan is empty.")
    }

    private func stayUp(_ management: String, _ print: DemoPrinter) async throws {
        print.title("The server stays up until Ctrl-C")
        print.line("export SHEDU_SERVER=\(management) SHEDU_TOKEN=$(cat \(dataPath)/admin.token)")
        print.line("then, in another terminal: shedu device list, shedu event tail, shedu cloud plan")
        try await gracefulShutdown()
    }

    private func text(_ file: String) throws -> String {
        try String(contentsOfFile: "\(dataPath)/\(file)", encoding: .utf8)
    }
}

extension Duration {
    fileprivate func formatted() -> String {
        let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
        return milliseconds < 10_000 ? "\(milliseconds) ms" : "\(milliseconds / 1000) s"
    }
}
