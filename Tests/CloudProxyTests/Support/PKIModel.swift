import Events
import JSONSchema
import TestSupport

/// A small PKI that lives at random and tells of it as the real one does. It keeps the truth in its own words, so that
/// what an account should hold can be said without the code under test.
struct PKIModel {
    struct CA {
        var status = CertificateStatus.active
        var reason = RevocationReason.unspecified
        let type: CertificateType
        var labels: Set<String>
        var isDeleted = false
    }

    struct Certificate {
        let ca: String
        let device: String
        var status = CertificateStatus.active
        var reason = RevocationReason.unspecified
    }

    struct DMS {
        var ca: String
        var status = DMSStatus.pendingApproval
        var publishes: Bool
        var distribution = CADistributionSettings()
    }

    struct Device {
        var dms: String
        var alias = ""
        var status = DeviceStatus.pendingProvisioning
        var active: String?
        var archive: [String] = []
    }

    let connectors: [String]
    var cas: [String: CA] = [:]
    var certificates: [String: Certificate] = [:]
    var dmss: [String: DMS] = [:]
    var devices: [String: Device] = [:]
    /// Bindings that an operator made: CA ids by connector.
    var bindings: [String: Set<String>] = [:]
    private var generator: SeededGenerator
    private var lastNumber = 0

    init(seed: UInt64, connectors: [String]) {
        self.connectors = connectors
        generator = SeededGenerator(seed: seed)
    }

    func isBound(_ ca: String, to connector: String) -> Bool {
        guard let known = cas[ca], !known.isDeleted else { return false }
        return known.labels.contains(connector) || bindings[connector]?.contains(ca) == true
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

    mutating func pick(_ names: some Collection<String>) -> String? { names.sorted().randomElement(using: &generator) }

    mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &generator) }

    mutating func fresh(_ prefix: String) -> String {
        lastNumber += 1
        return "\(prefix)\(lastNumber)"
    }

    /// Something happens; nothing where it could not.
    mutating func step() throws -> [PendingEvent] {
        switch number(0..<16) {
        case 0: try newCA()
        case 1: try changeCAStatus()
        case 2: try changeCALabels()
        case 3: try deleteCA()
        case 4: try newDMS()
        case 5: try changeDMSStatus()
        case 6: try changeDMS()
        case 7, 8, 9: try enrolNewDevice()
        case 10: try reenrol()
        case 11: try revokeOrHold()
        case 12: try release()
        case 13: try decommission()
        case 14: try updateDevice()
        default: try sideEvents()
        }
    }

    func payload(ofCA id: String) -> CAPayload {
        guard let ca = cas[id] else { preconditionFailure("only CAs of the model are asked for") }
        let labels = Dictionary(uniqueKeysWithValues: ca.labels.map { ($0, JSONValue.bool(true)) })
        return Payloads.ca(id, status: ca.status, reason: ca.reason, type: ca.type, labels: labels)
    }

    func payload(ofDMS name: String) -> DMSPayload {
        guard let dms = dmss[name] else { preconditionFailure("only DMSs of the model are asked for") }
        return Payloads.dms(
            name, ca: dms.ca, status: dms.status, publishes: dms.publishes, bootstrap: [dms.ca],
            distribution: dms.distribution)
    }

    func slot(of id: String) -> SlotPayload {
        guard let device = devices[id] else { preconditionFailure("only devices of the model are asked for") }
        return Payloads.slot(device.active.map(slotCertificate), archive: device.archive.map(slotCertificate))
    }

    func payload(ofDevice id: String) -> DevicePayload {
        guard let device = devices[id] else { preconditionFailure("only devices of the model are asked for") }
        let slots = device.active == nil && device.archive.isEmpty ? [] : [slot(of: id)]
        return Payloads.device(id, dms: device.dms, alias: device.alias, status: device.status, slots: slots)
    }

    func slotCertificate(_ serial: String) -> SlotCertificate {
        guard let certificate = certificates[serial] else { preconditionFailure("only certificates of the model") }
        return Payloads.slotCertificate(
            serial, by: certificate.ca, status: certificate.status,
            reason: certificate.status == .revoked ? certificate.reason : nil)
    }

    func statusEvent(of serial: String) throws -> PendingEvent {
        guard let certificate = certificates[serial] else { preconditionFailure("only certificates of the model") }
        return try Happening.certificate(serial, by: certificate.ca, certificate.status, certificate.reason)
    }
}
