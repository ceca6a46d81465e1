import ManagementAPI

extension ManagementServices {
    /// The handlers of all parts that are there.
    func handlers(_ configuration: ManagementConfiguration, _ metrics: RequestMetrics) throws -> Handlers {
        var all: Handlers = [:]
        func add(_ some: Handlers) { all.merge(some) { first, _ in first } }
        if let cas {
            add(try CAHandlers.table(cas))
            add(try CALifeHandlers.table(cas))
            add(RevocationHandlers.table(cas))
            add(try CertificateHandlers.table(cas))
            add(try MetadataHandlers.table(cas))
            add(StatisticsHandlers.table(cas, devices: devices, dms: dms))
            add(try ProfileHandlers.table(cas))
        }
        if let crls { add(CRLHandlers.table(crls)) }
        if let dms { add(try DMSHandlers.table(dms)) }
        if let dms { add(try EnrollmentHandlers.table(dms)) }
        if let devices {
            add(try DeviceHandlers.table(devices))
            add(try DeviceGroupHandlers.table(devices))
            if let events { add(DeviceHandlers.timeline(devices, events)) }
        }
        if let credentials { add(try CredentialHandlers.table(credentials)) }
        if let webhookKey { add(CredentialHandlers.table(webhookKey)) }
        if let cloud { add(try CloudHandlers.table(cloud)) }
        if let events { add(EventHandlers.table(events, metrics, configuration.limits)) }
        if let subscriptions { add(try SubscriptionHandlers.table(subscriptions)) }
        let described = EndpointCatalog.rows.filter { all[$0.id] != nil || $0.path.segments.first != .literal("v1") }
        add(try ServiceHandlers.table(self, described, metrics, version: configuration.softwareVersion))
        return all
    }
}
