import Storage

/// What the work table remembers of a resource in one account.
struct WorkMemory: Sendable, Hashable {
    var isPublished = false
    var isReady = false
    var proves = false
}

extension Reading where Self: ~Copyable {
    /// What is wanted of a resource in an account; nil where nothing is.
    /// - Parameter downstream: the CA certificates of this server's own EST listener.
    func cloudWish(
        for key: ResourceKey, in connector: ConnectorConfiguration, downstream: [CertificateText]
    ) throws -> Wish? {
        let memory = try cloudMemory(of: key, in: connector.id)
        switch key.kind {
        case .ca: return try caWish(key, connector, memory)
        case .dms: return try dmsWish(key, connector, memory, downstream)
        case .device: return try deviceWish(key, connector, memory)
        }
    }

    func cloudMemory(of key: ResourceKey, in connectorID: String) throws -> WorkMemory {
        let row = try first(
            """
            SELECT is_published, is_ready, proves FROM cloud_work
            WHERE connector_id = \(connectorID) AND resource = \(key.description)
            """)
        guard let row else { return WorkMemory() }
        return WorkMemory(isPublished: try row.bool(0), isReady: try row.bool(1), proves: try row.bool(2))
    }

    private func caWish(
        _ key: ResourceKey, _ connector: ConnectorConfiguration, _ memory: WorkMemory
    ) throws -> Wish? {
        guard let ca = try cloudCA(key.name) else { return nil }
        return DesiredState.ca(
            .init(
                ca: ca, isBound: try isCloudBound(ca.id, to: connector.id), isPublished: memory.isPublished,
                proves: try provesPossession(of: key, in: connector, memory),
                allowAutoRegistration: connector.allowAutoRegistration))
    }

    /// A cloud takes the proof of possession from one account of a region; whoever came first keeps it, and how a CA was
    /// registered stays as it is.
    private func provesPossession(
        of key: ResourceKey, in connector: ConnectorConfiguration, _ memory: WorkMemory
    ) throws -> Bool {
        if memory.proves || memory.isReady { return memory.proves }
        return try first(
            """
            SELECT 1 FROM cloud_work w JOIN cloud_connector c ON c.id = w.connector_id
            WHERE w.resource = \(key.description) AND w.proves = 1 AND c.place = \(connector.place)
                AND w.connector_id <> \(connector.id)
            """) == nil
    }

    private func dmsWish(
        _ key: ResourceKey, _ connector: ConnectorConfiguration, _ memory: WorkMemory, _ downstream: [CertificateText]
    ) throws -> Wish? {
        guard let dms = try cloudDMS(key.name) else { return nil }
        let isBound = try dms.authorizedCA.map { try isCloudBound($0, to: connector.id) } ?? false
        guard isBound || memory.isPublished else { return nil }
        let anchors = try TrustBundle.anchors(of: dms, downstream: downstream) { try self.cloudChain(ofCA: $0) }
        return DesiredState.trustBundle(
            .init(dms: dms, isBound: isBound, isPublished: memory.isPublished, anchors: anchors))
    }

    private func deviceWish(
        _ key: ResourceKey, _ connector: ConnectorConfiguration, _ memory: WorkMemory
    ) throws -> Wish? {
        guard let device = try cloudDevice(key.name) else { return nil }
        let dms = try cloudDMS(device.dmsName)
        let isWanted = dms?.publishesDevices ?? false
        guard isWanted || memory.isPublished else { return nil }
        return DesiredState.device(
            .init(
                device: device, isWanted: isWanted, isPublished: memory.isPublished,
                isDMSBound: try dms?.authorizedCA.map { try self.isCloudBound($0, to: connector.id) } ?? false,
                certificates: try deviceCertificates(of: device.id, connector)))
    }

    private func deviceCertificates(
        of device: String, _ connector: ConnectorConfiguration
    ) throws -> [DesiredState.DeviceCertificate] {
        var certificates: [DesiredState.DeviceCertificate] = []
        for certificate in try cloudCertificates(ofDevice: device) {
            guard let id = certificate.caID, let issuer = try cloudCA(id) else { continue }
            let key = ResourceKey(.ca, id)
            let memory = try cloudMemory(of: key, in: connector.id)
            certificates.append(
                .init(
                    certificate: certificate, issuer: issuer, issuerIsBound: try isCloudBound(id, to: connector.id),
                    issuerIsPublished: memory.isPublished,
                    issuerIsProven: try provesPossession(of: key, in: connector, memory)))
        }
        return certificates
    }

    /// The first of the CAs that is bound to the account and not there yet.
    func cloudPrerequisite(among caIDs: Set<String>, in connectorID: String) throws -> ResourceKey? {
        for id in caIDs.sorted() {
            let key = ResourceKey(.ca, id)
            let row = try first(
                """
                SELECT is_ready FROM cloud_work
                WHERE connector_id = \(connectorID) AND resource = \(key.description)
                """)
            if let row, try !row.bool(0) { return key }
        }
        return nil
    }
}

extension ConnectorConfiguration {
    /// Accounts of one place compete for the proof of possession of a CA.
    var place: String { "\(kind) \(region) \(endpoint ?? "")" }
}
