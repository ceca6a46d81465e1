import Events

/// What the projection knows of a CA.
struct ProjectedCA: Sendable, Hashable {
    let id: String
    let serialNumber: String
    let name: String
    let certificate: CertificateText
    /// The CA that signed it; nil for a root.
    var parentID: String?
    let status: CertificateStatus
    /// We hold the key, so that possession of it can be proved.
    let hasKey: Bool
    /// The PKI does not have it any more; its row stays, since a cloud may.
    var isDeleted: Bool
}

/// What the projection knows of a certificate. Number and issuer are unknown while only its device has told of it.
struct ProjectedCertificate: Sendable, Hashable {
    let certificate: CertificateText
    let serialNumber: String?
    let caID: String?
    let status: CertificateStatus
    let reason: RevocationReason
}

/// What the projection knows of a DMS.
struct ProjectedDMS: Sendable, Hashable {
    let name: String
    let status: DMSStatus
    /// A cloud DMS that wants its CA certificates and devices in the cloud.
    let publishes: Bool
    let authorizedCA: String?
    let trust: TrustSettings

    /// Its devices belong into the cloud: it was approved once. What ends a DMS does not end its devices.
    var publishesDevices: Bool { publishes && status != .pendingApproval && status != .rejected }
}

/// Which CAs the devices of a DMS are told to trust.
struct TrustSettings: Sendable, Hashable, Codable {
    var bootstrapCAs: [String] = []
    var distribution = CADistributionSettings()

    /// Every CA whose change may change the bundle.
    func references(authorizedCA: String?) -> Set<String> {
        Set(bootstrapCAs).union(distribution.managedCAs).union(authorizedCA.map { [$0] } ?? [])
    }
}

/// What the projection knows of a device.
struct ProjectedDevice: Sendable, Hashable {
    let id: String
    let alias: String
    let dmsName: String
    let status: DeviceStatus
}
