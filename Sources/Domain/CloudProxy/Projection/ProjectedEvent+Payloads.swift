import Events
import JSONSchema

extension ProjectedEvent {
    static func ca(_ payload: CAPayload) throws -> ProjectedEvent {
        let name = payload.metadata["lamassu.io/name"].flatMap(\.text) ?? payload.subject.commonName
        let ca = ProjectedCA(
            id: payload.id, serialNumber: payload.serialNumber, name: name.isEmpty ? payload.id : name,
            certificate: try CertificateText(payload.certificate),
            parentID: payload.issuerMetadata.caID == payload.id ? nil : payload.issuerMetadata.caID,
            status: payload.status, hasKey: payload.type != .external, isDeleted: false)
        return .ca(ca, labels: BindingLabel.connectors(in: payload.metadata))
    }

    static func certificate(_ payload: CertificatePayload, isStatusChange: Bool) throws -> ProjectedEvent {
        let certificate = ProjectedCertificate(
            certificate: try CertificateText(payload.certificate), serialNumber: payload.serialNumber,
            caID: payload.issuerMetadata.caID, status: payload.status, reason: payload.revocationReason)
        return .certificate(certificate, isStatusChange: isStatusChange)
    }

    static func dms(_ payload: DMSPayload) throws -> ProjectedEvent {
        let profile = payload.identityProfile
        let trust = TrustSettings(
            bootstrapCAs: profile?.enrollmentSettings.bootstrapCAs ?? [],
            distribution: profile?.caDistributionSettings ?? CADistributionSettings())
        // A certificate that cannot be read shall be found out now, with its event, and not when the bundle is made.
        for ca in trust.distribution.staticCAs { _ = try CertificateText.all(in: ca.certificate.pem) }
        return .dms(
            ProjectedDMS(
                name: payload.name, status: payload.status,
                // One that is deleted has ended before, and what it published is withdrawn by that.
                publishes: payload.cloudDMS && profile?.awsIoTCorePublish == true && payload.deletionTimestamp == nil,
                authorizedCA: profile?.enrollmentSettings.authorizedCA, trust: trust))
    }

    static func device(_ payload: DevicePayload) throws -> ProjectedEvent {
        .device(
            id: payload.id, alias: payload.alias, dmsName: payload.dmsName, status: payload.status,
            certificates: try payload.slots.flatMap(certificates))
    }

    static func slot(_ payload: SlotChangedPayload) throws -> ProjectedEvent {
        let slot = SlotPayload(
            id: payload.id, activeCertificate: payload.activeCertificate,
            archiveCertificates: payload.archiveCertificates)
        return .device(
            id: payload.deviceID, alias: nil, dmsName: payload.dmsName, status: payload.deviceStatus,
            certificates: try certificates(of: slot))
    }

    static func enrollment(_ payload: EnrollmentPayload) throws -> ProjectedEvent {
        let certificate = ProjectedCertificate(
            certificate: try CertificateText(payload.certificate), serialNumber: payload.serialNumber,
            caID: payload.caID, status: .active, reason: .unspecified)
        return .device(
            id: payload.deviceID, alias: nil, dmsName: payload.dmsName, status: payload.deviceStatus,
            certificates: [certificate])
    }

    static func forceReenroll(_ payload: ForceReenrollPayload) -> ProjectedEvent {
        .device(
            id: payload.deviceID, alias: nil, dmsName: payload.dmsName, status: payload.deviceStatus, certificates: [])
    }

    private static func certificates(of slot: SlotPayload) throws -> [ProjectedCertificate] {
        try (slot.archiveCertificates + (slot.activeCertificate.map { [$0] } ?? [])).map { certificate in
            ProjectedCertificate(
                certificate: try CertificateText(certificate.certificate), serialNumber: certificate.serialNumber,
                caID: certificate.caID, status: certificate.status,
                reason: certificate.revocationReason ?? .unspecified)
        }
    }
}

/// The metadata keys by which a CA binds itself: `lamassu.io/iot/<connector id>`.
enum BindingLabel {
    static let prefix = "lamassu.io/iot/"

    /// The connectors that a CA's metadata names. A key whose value is `null` or `false` binds nothing.
    static func connectors(in metadata: [String: JSONValue]) -> Set<String> {
        var connectors: Set<String> = []
        for (key, value) in metadata where key.hasPrefix(prefix) && value != .null && value != .bool(false) {
            connectors.insert(String(key.dropFirst(prefix.count)))
        }
        connectors.remove("")
        return connectors
    }
}

extension JSONValue {
    fileprivate var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }
}
