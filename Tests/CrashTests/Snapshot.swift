import LoadGenerator

/// Everything that a server says it has, as an outsider reads it.
struct Snapshot: Sendable {
    struct StoredCertificate: Sendable, Equatable {
        var der: [UInt8]
        var status: String
    }

    struct LoggedEvent: Sendable, Equatable {
        var position: Int
        var id: String
        var type: String
        var subject: String
        /// Of the certificate that it speaks of.
        var serial: String?
        var status: String?
        var bytes: [UInt8]
    }

    /// Without those of CAs.
    var certificates: [String: StoredCertificate]
    /// Serial number of the active certificate of the default slot, by device; nil where there is none.
    var devices: [String: String?]
    /// In the order of the log.
    var events: [LoggedEvent]
}

extension Snapshot {
    static func read(_ session: ManagementSession) async throws -> Snapshot {
        let cas: [Wire.CA] = try await session.all("/v1/cas")
        let authorities = Set(cas.map(\.serialNumber))
        let listed: [Wire.Certificate] = try await session.all("/v1/certificates")
        let devices: [Wire.Device] = try await session.all("/v1/devices")
        var snapshot = Snapshot(certificates: [:], devices: [:], events: [])
        for certificate in listed where !authorities.contains(certificate.serialNumber) {
            snapshot.certificates[certificate.serialNumber] = try certificate.stored()
        }
        for device in devices {
            let slot = device.slots.first { $0.id == "default" }
            snapshot.devices[device.id] = .some(slot?.activeCertificate?.serialNumber)
        }
        snapshot.events = try await EventLogReader(session).all().map(LoggedEvent.init)
        return snapshot
    }

    /// One certificate by its serial number, nil where there is none.
    static func certificate(_ serial: String, _ session: ManagementSession) async throws -> StoredCertificate? {
        let response = try await session.call("GET", "/v1/certificates/\(serial)")
        guard response.status != 404 else { return nil }
        guard response.isSuccess else { throw LoadError.refused(status: response.status, body: response.text) }
        return try WireForm.decode(response.bytes, as: Wire.Certificate.self).stored()
    }
}

extension Snapshot.LoggedEvent {
    init(_ event: EventLogReader.Event) throws {
        let envelope = try WireForm.decode(event.bytes, as: Wire.Event.self)
        self.init(
            position: event.position, id: envelope.id, type: event.type, subject: event.subject,
            serial: try envelope.serial(), status: envelope.data.status, bytes: event.bytes)
    }
}
