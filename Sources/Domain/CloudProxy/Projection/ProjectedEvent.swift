import Events
import JSONSchema

/// What one event changes in the projection: the 20 payloads brought to the few changes that a cloud cares about.
enum ProjectedEvent: Sendable, Hashable {
    case ca(ProjectedCA, labels: Set<String>)
    case caDeleted(id: String)
    /// - Parameter isStatusChange: devices must follow; else only the projection does.
    case certificate(ProjectedCertificate, isStatusChange: Bool)
    case dms(ProjectedDMS)
    /// - Parameter device: with alias where the payload has one.
    case device(id: String, alias: String?, dmsName: String, status: DeviceStatus, certificates: [ProjectedCertificate])

    /// Reads an event by the row of its type.
    /// - Returns: nil for a type that is not in the catalogue.
    /// - Throws: `DecodingError`, `PKIXError`, `NamelessSubject` where the payload is not what its type promises.
    init?(type: String, data: [UInt8]) throws {
        guard let read = Self.readers[type] else { return nil }
        self = try read(data)
        guard !subject.isEmpty else { throw NamelessSubject(type: type) }
    }

    private var subject: String {
        switch self {
        case .ca(let ca, _): ca.id
        case .caDeleted(let id): id
        case .certificate(let certificate, _): certificate.serialNumber ?? ""
        case .dms(let dms): dms.name
        case .device(let id, _, _, _, _): id
        }
    }

    private typealias Reader = @Sendable ([UInt8]) throws -> ProjectedEvent

    private static let readers: [String: Reader] = Dictionary(uniqueKeysWithValues: [
        reader(EventCatalog.caCreate) { try .ca($0) },
        reader(EventCatalog.caImport) { try .ca($0) },
        reader(EventCatalog.caUpdateStatus) { try .ca($0) },
        reader(EventCatalog.caUpdateMetadata) { try .ca($0) },
        reader(EventCatalog.caDelete) { .caDeleted(id: $0.caID) },
        reader(EventCatalog.caSignCertificate) { try .certificate($0, isStatusChange: false) },
        reader(EventCatalog.certificateUpdateStatus) { try .certificate($0, isStatusChange: true) },
        reader(EventCatalog.certificateUpdateMetadata) { try .certificate($0, isStatusChange: false) },
        reader(EventCatalog.dmsCreate) { try .dms($0.dms) },
        reader(EventCatalog.dmsUpdateStatus) { try .dms($0) },
        reader(EventCatalog.dmsUpdate) { try .dms($0) },
        reader(EventCatalog.dmsUpdateAuthorizedCAs) { try .dms($0) },
        reader(EventCatalog.deviceCreate) { try .device($0) },
        reader(EventCatalog.deviceUpdate) { try .device($0) },
        reader(EventCatalog.deviceDecommission) { try .device($0) },
        reader(EventCatalog.deviceRotate) { try .slot($0) },
        reader(EventCatalog.deviceRevoke) { try .slot($0) },
        reader(EventCatalog.deviceEnroll) { try .enrollment($0) },
        reader(EventCatalog.deviceReenroll) { try .enrollment($0) },
        reader(EventCatalog.deviceForceReenroll) { .forceReenroll($0) },
    ])

    private static func reader<Payload>(
        _ type: EventType<Payload>, _ change: @escaping @Sendable (Payload) throws -> ProjectedEvent
    ) -> (String, Reader) {
        (type.name, { try change(WireJSON.decode(Payload.self, from: $0)) })
    }
}

/// An event tells of something without a name, so nothing can be kept of it.
struct NamelessSubject: Error {
    let type: String
}
