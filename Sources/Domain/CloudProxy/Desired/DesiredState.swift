import Events

/// The rules of what belongs into an account: pure functions of what the projection knows and of what the account may
/// hold already. Each returns nil where the resource is none of the account's business.
enum DesiredState {
    struct CAFacts: Sendable {
        let ca: ProjectedCA
        let isBound: Bool
        /// The account may hold it from before.
        let isPublished: Bool
        /// Possession is to be proved here; a cloud accepts that from one account only.
        let proves: Bool
        let allowAutoRegistration: Bool
    }

    static func ca(_ facts: CAFacts) -> Wish? {
        guard facts.isBound || facts.isPublished else { return nil }
        let ca = facts.ca
        let state: CloudCA.State = !facts.isBound ? .absent : ca.status.isLive ? .active : .inactive
        let proves = ca.hasKey && facts.proves && state != .absent
        let resource = CloudCA(
            id: ca.id, name: ca.name, serialNumber: ca.serialNumber, certificatePEM: ca.certificate.pem, state: state,
            canProvePossession: proves, allowAutoRegistration: facts.allowAutoRegistration)
        return Wish(resource: .ca(resource), publishes: state == .active, proves: proves)
    }

    struct DMSFacts: Sendable {
        let dms: ProjectedDMS
        /// Its authorised CA is bound to the account.
        let isBound: Bool
        let isPublished: Bool
        /// What its devices are to trust, in order.
        let anchors: [CertificateText]
    }

    static func trustBundle(_ facts: DMSFacts) -> Wish? {
        let dms = facts.dms
        let isWanted = dms.publishes && dms.status == .approved && facts.isBound && !facts.anchors.isEmpty
        guard isWanted || facts.isPublished else { return nil }
        let pem = isWanted ? facts.anchors.map(\.pem).joined() : nil
        return Wish(
            resource: .trustBundle(CloudTrustBundle(dmsName: dms.name, pem: pem)), publishes: isWanted,
            needs: isWanted ? Set([dms.authorizedCA].compactMap { $0 }) : [])
    }

    struct DeviceFacts: Sendable {
        let device: ProjectedDevice
        /// Its DMS publishes its devices; one that is in the account already is kept current whatever the DMS says.
        let isWanted: Bool
        let isPublished: Bool
        /// The authorised CA of its DMS is bound to the account.
        let isDMSBound: Bool
        let certificates: [DeviceCertificate]
    }

    /// A certificate of a device with what is known of its issuer in the account.
    struct DeviceCertificate: Sendable {
        let certificate: ProjectedCertificate
        let issuer: ProjectedCA
        let issuerIsBound: Bool
        let issuerIsPublished: Bool
        let issuerIsProven: Bool
    }

    static func device(_ facts: DeviceFacts) -> Wish? {
        let device = facts.device
        let isDecommissioned = device.status == .decommissioned
        let isBound = facts.isDMSBound || facts.certificates.contains(where: \.issuerIsBound)
        // One that was decommissioned before it ever came to the account has no business there.
        let isNew = facts.isWanted && isBound && !isDecommissioned
        guard isNew || facts.isPublished else { return nil }
        let own = facts.certificates.filter { $0.issuerIsBound || $0.issuerIsPublished }
        let certificates = own.map { cloudCertificate($0, isDecommissioned: isDecommissioned) }
        let needs = own.filter { $0.issuerIsBound && state(of: $0, isDecommissioned) == .active }
        return Wish(
            resource: .device(
                CloudDevice(
                    id: device.id, alias: device.alias, dmsName: device.dmsName, isDecommissioned: isDecommissioned,
                    certificates: certificates)),
            publishes: !isDecommissioned, needs: Set(needs.map(\.issuer.id)))
    }

    private static func cloudCertificate(_ own: DeviceCertificate, isDecommissioned: Bool) -> CloudCertificate {
        let certificate = own.certificate
        return CloudCertificate(
            serialNumber: certificate.serialNumber ?? "", fingerprint: certificate.certificate.fingerprint,
            certificatePEM: certificate.certificate.pem, issuerPEM: own.issuer.certificate.pem,
            issuerIsProven: own.issuer.hasKey && own.issuerIsProven, state: state(of: own, isDecommissioned))
    }

    /// A certificate whose CA was taken out of the account must not open doors there any more; it is only set inactive,
    /// because the CA may come back.
    private static func state(of own: DeviceCertificate, _ isDecommissioned: Bool) -> CloudCertificate.State {
        let certificate = own.certificate
        if isDecommissioned { return .revoked }
        if certificate.status == .revoked { return certificate.reason == .certificateHold ? .inactive : .revoked }
        return certificate.status.isLive && own.issuerIsBound ? .active : .inactive
    }
}
