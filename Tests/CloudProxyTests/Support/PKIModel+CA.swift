import Events

extension PKIModel {
    mutating func newCA() throws -> [PendingEvent] {
        guard cas.values.filter({ !$0.isDeleted && $0.status.isLive }).count < 5 else { return [] }
        let id = fresh("ca")
        let type: CertificateType = chance(25) ? .external : .managed
        cas[id] = CA(type: type, labels: chance(60) ? [connectors[number(0..<connectors.count)]] : [])
        if type == .external { return [try EventCatalog.caImport.about(id, payload(ofCA: id))] }
        return [try Happening.ca(payload(ofCA: id))]
    }

    mutating func changeCAStatus() throws -> [PendingEvent] {
        guard let id = pick(cas.filter { !$0.value.isDeleted && $0.value.status.isLive }.keys) else { return [] }
        let statuses: [CertificateStatus] = [.active, .nearingExpiration, .criticalExpiration, .expired, .revoked]
        let status = chance(85) ? statuses[number(0..<3)] : statuses[number(3..<5)]
        guard status != cas[id]?.status else { return [] }
        var events: [PendingEvent] = []
        if status == .revoked {
            for serial in certificates.filter({ $0.value.ca == id && $0.value.status.isLive }).keys.sorted() {
                certificates[serial]?.status = .revoked
                certificates[serial]?.reason = .cessationOfOperation
                events.append(try statusEvent(of: serial))
            }
            cas[id]?.reason = .caCompromise
        }
        cas[id]?.status = status
        return events + [try Happening.caStatus(payload(ofCA: id))]
    }

    mutating func changeCALabels() throws -> [PendingEvent] {
        guard let id = pick(cas.filter { !$0.value.isDeleted }.keys), let connector = pick(connectors) else {
            return []
        }
        if cas[id]?.labels.remove(connector) == nil { cas[id]?.labels.insert(connector) }
        return [try Happening.caMetadata(payload(ofCA: id))]
    }

    mutating func deleteCA() throws -> [PendingEvent] {
        let deletable = cas.filter { !$0.value.isDeleted && (!$0.value.status.isLive || $0.value.type == .external) }
        guard chance(50), let id = pick(deletable.keys) else { return [] }
        cas[id]?.isDeleted = true
        return [try Happening.caDeleted(id)]
    }

    mutating func newDMS() throws -> [PendingEvent] {
        guard dmss.values.filter({ $0.status == .approved }).count < 4, let ca = pick(cas.keys) else { return [] }
        let name = fresh("dms")
        dmss[name] = DMS(ca: ca, status: chance(50) ? .approved : .pendingApproval, publishes: chance(80))
        return [try Happening.dms(payload(ofDMS: name))]
    }

    mutating func changeDMSStatus() throws -> [PendingEvent] {
        guard let name = pick(dmss.keys), let dms = dmss[name] else { return [] }
        let status: DMSStatus
        switch dms.status {
        case .pendingApproval: status = chance(85) ? .approved : .rejected
        case .approved where chance(25): status = chance(50) ? .revoked : .expired
        default: return []
        }
        dmss[name]?.status = status
        return [try EventCatalog.dmsUpdateStatus.about(name, payload(ofDMS: name))]
    }

    mutating func changeDMS() throws -> [PendingEvent] {
        guard let name = pick(dmss.keys), let ca = pick(cas.keys) else { return [] }
        if chance(30) {
            dmss[name]?.ca = ca
            return [try EventCatalog.dmsUpdateAuthorizedCAs.about(name, payload(ofDMS: name))]
        }
        if chance(30) { dmss[name]?.publishes.toggle() }
        let distribution = CADistributionSettings(
            includeAuthorizedCA: chance(80), includeBootstrapCAs: chance(50), managedCAs: chance(50) ? [ca] : [],
            staticCAs: chance(30) ? [StaticCA(id: "static", certificate: Payloads.pem("static"))] : [])
        dmss[name]?.distribution = distribution
        return [try Happening.dmsUpdate(payload(ofDMS: name))]
    }
}
