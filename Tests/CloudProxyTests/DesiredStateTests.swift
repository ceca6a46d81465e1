import Events
import Testing

@testable import CloudProxy

@Suite struct DesiredStateTests {
    private func ca(_ status: CertificateStatus, isBound: Bool = true, isPublished: Bool = true) -> CloudCA.State? {
        let ca = ProjectedCA(
            id: "plant", serialNumber: "01", name: "Plant", certificate: CertificateText(der: [1]), status: status,
            hasKey: true, isDeleted: false)
        let wish = DesiredState.ca(
            .init(ca: ca, isBound: isBound, isPublished: isPublished, proves: true, allowAutoRegistration: false))
        guard case .ca(let desired)? = wish?.resource else { return nil }
        return desired.state
    }

    @Test("a CA is active while it lives, inactive when it is revoked or expired, and absent when it is unbound")
    func caStates() {
        for status in CertificateStatus.allCases {
            #expect(ca(status) == (status.isLive ? .active : .inactive))
            #expect(ca(status, isBound: false) == .absent)
            #expect(ca(status, isBound: false, isPublished: false) == nil)
        }
    }

    private func device(
        _ status: CertificateStatus, _ reason: RevocationReason = .unspecified, issuerIsBound: Bool = true,
        deviceStatus: DeviceStatus = .fullyProvisioned, isWanted: Bool = true, isPublished: Bool = false
    ) -> CloudDevice? {
        let issuer = ProjectedCA(
            id: "plant", serialNumber: "01", name: "Plant", certificate: CertificateText(der: [1]), status: .active,
            hasKey: true, isDeleted: false)
        let certificate = ProjectedCertificate(
            certificate: CertificateText(der: [2]), serialNumber: "02", caID: "plant", status: status, reason: reason)
        let wish = DesiredState.device(
            .init(
                device: ProjectedDevice(id: "pump", alias: "", dmsName: "line", status: deviceStatus),
                isWanted: isWanted, isPublished: isPublished, isDMSBound: false,
                certificates: [
                    .init(
                        certificate: certificate, issuer: issuer, issuerIsBound: issuerIsBound,
                        issuerIsPublished: isPublished, issuerIsProven: true)
                ]))
        guard case .device(let desired)? = wish?.resource else { return nil }
        return desired
    }

    @Test("a certificate's state in the account follows its status, and hold is no revocation")
    func certificateStates() {
        #expect(device(.active)?.certificates.map(\.state) == [.active])
        #expect(device(.nearingExpiration)?.certificates.map(\.state) == [.active])
        #expect(device(.criticalExpiration)?.certificates.map(\.state) == [.active])
        #expect(device(.expired)?.certificates.map(\.state) == [.inactive])
        for reason in RevocationReason.allCases {
            let state: CloudCertificate.State = reason == .certificateHold ? .inactive : .revoked
            #expect(device(.revoked, reason)?.certificates.map(\.state) == [state])
        }
    }

    @Test("a device comes while its DMS publishes and a CA is bound, and is kept current for good once it is there")
    func devicePresence() {
        #expect(device(.active, isWanted: false) == nil)
        #expect(device(.active, issuerIsBound: false) == nil)
        #expect(device(.revoked, isWanted: false, isPublished: true)?.certificates.map(\.state) == [.revoked])
        #expect(device(.active, issuerIsBound: false, isPublished: true)?.certificates.map(\.state) == [.inactive])
    }

    @Test("a decommissioned device has all its certificates revoked, and does not come if it never was there")
    func decommissioned() {
        #expect(device(.active, deviceStatus: .decommissioned) == nil)
        let gone = device(.active, deviceStatus: .decommissioned, isPublished: true)
        #expect(gone?.isDecommissioned == true)
        #expect(gone?.certificates.map(\.state) == [.revoked])
    }

    private func bundle(_ status: DMSStatus, publishes: Bool = true, isBound: Bool = true, isPublished: Bool) -> Wish? {
        let dms = ProjectedDMS(
            name: "line", status: status, publishes: publishes, authorizedCA: "plant", trust: TrustSettings())
        return DesiredState.trustBundle(
            .init(dms: dms, isBound: isBound, isPublished: isPublished, anchors: [CertificateText(der: [1])]))
    }

    @Test(
        "a bundle is published while its DMS is approved, publishes and is bound; otherwise it is withdrawn if it is there"
    )
    func bundles() {
        for status in DMSStatus.allCases where status != .approved {
            #expect(bundle(status, isPublished: false) == nil)
            #expect(
                bundle(status, isPublished: true)?.resource == .trustBundle(CloudTrustBundle(dmsName: "line", pem: nil))
            )
        }
        #expect(bundle(.approved, isPublished: false)?.publishes == true)
        #expect(bundle(.approved, publishes: false, isPublished: true)?.publishes == false)
        #expect(bundle(.approved, isBound: false, isPublished: false) == nil)
    }

    @Test("a bundle has authorised, bootstrap and managed CAs with their chains, static CAs and our own, each once")
    func bundleOrder() throws {
        let settings = CADistributionSettings(
            includeAuthorizedCA: true, includeBootstrapCAs: true, includeDownstreamCA: true,
            managedCAs: ["m", "boot", "unknown"],
            staticCAs: [StaticCA(id: "s", certificate: EncodedPEM(pem: Payloads.pemText("s1", "plant", "s2")))])
        let dms = ProjectedDMS(
            name: "line", status: .approved, publishes: true, authorizedCA: "plant",
            trust: TrustSettings(bootstrapCAs: ["boot", "plant"], distribution: settings))
        let anchors = try TrustBundle.anchors(of: dms, downstream: [CertificateText(der: Payloads.der("est"))]) { id in
            switch id {
            case "unknown": []
            case "plant": [CertificateText(der: Payloads.der("plant")), CertificateText(der: Payloads.der("root"))]
            default: [CertificateText(der: Payloads.der(id))]
            }
        }
        #expect(anchors.map(\.pem).joined() == Payloads.pemText("plant", "root", "boot", "m", "s1", "s2", "est"))
        let none = CADistributionSettings(includeAuthorizedCA: false)
        let silent = ProjectedDMS(
            name: "line", status: .approved, publishes: true, authorizedCA: "plant",
            trust: TrustSettings(bootstrapCAs: ["boot"], distribution: none))
        let nothing = try TrustBundle.anchors(of: silent, downstream: []) { _ in [CertificateText(der: [1])] }
        #expect(nothing.isEmpty)
    }
}
