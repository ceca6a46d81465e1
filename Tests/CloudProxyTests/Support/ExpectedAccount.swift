import Events

@testable import CloudProxy

/// What an account should hold after everything is worked off, said from the model and from what it held before.
struct ExpectedAccount {
    var state = AccountState()
    /// CAs that were registered at some time.
    private var registeredOnce: Set<String> = []

    /// - Parameter proofs: CAs whose possession is proved by another account of the place.
    mutating func follow(_ model: PKIModel, _ connector: String) throws {
        for (id, ca) in model.cas { follow(id, ca, isBound: model.isBound(id, to: connector)) }
        for name in model.dmss.keys { state.bundles[name] = bundle(of: name, model, connector) }
        for id in model.devices.keys { try follow(device: id, model, connector) }
    }

    private mutating func follow(_ id: String, _ ca: PKIModel.CA, isBound: Bool) {
        if !isBound {
            state.cas[id] = nil
        } else if ca.status.isLive {
            state.cas[id] = .init(isActive: true, isProven: false, pem: Payloads.pem(id).pem)
            registeredOnce.insert(id)
        } else {
            state.cas[id]?.isActive = false
        }
    }

    private func bundle(of name: String, _ model: PKIModel, _ connector: String) -> String? {
        guard let dms = model.dmss[name], dms.publishes, dms.status == .approved,
            model.isBound(dms.ca, to: connector)
        else { return nil }
        let settings = dms.distribution
        var names: [String] = settings.includeAuthorizedCA || settings.includeBootstrapCAs ? [dms.ca] : []
        names += settings.managedCAs.filter { model.cas[$0]?.isDeleted == false && !names.contains($0) }
        names += settings.staticCAs.map(\.id)
        return names.isEmpty ? nil : names.map { Payloads.pem($0).pem }.joined()
    }

    private mutating func follow(device id: String, _ model: PKIModel, _ connector: String) throws {
        guard let device = model.devices[id], let dms = model.dmss[device.dms] else { return }
        let own = model.certificates.filter { $0.value.device == id }
        let isGone = device.status == .decommissioned
        if state.things[id] == nil {
            let publishes = dms.publishes && dms.status != .pendingApproval && dms.status != .rejected
            let isBound = ([dms.ca] + own.map(\.value.ca)).contains { model.isBound($0, to: connector) }
            guard publishes, isBound, !isGone else { return }
            state.things[id] = .init(alias: device.alias, dms: device.dms)
        }
        state.things[id]?.alias = device.alias
        state.things[id]?.dms = device.dms
        for (serial, certificate) in own {
            let isBound = model.isBound(certificate.ca, to: connector)
            guard isBound || registeredOnce.contains(certificate.ca) else { continue }
            let fingerprint = try CertificateText(Payloads.pem(serial)).fingerprint
            let wanted = wantedState(of: certificate, isBound: isBound, isGone: isGone)
            guard wanted == .active || state.certificates[fingerprint] != nil else { continue }
            state.certificates[fingerprint] = wanted
            if isGone {
                state.things[id]?.principals.remove(fingerprint)
            } else {
                state.things[id]?.principals.insert(fingerprint)
            }
        }
    }

    private func wantedState(
        of certificate: PKIModel.Certificate, isBound: Bool, isGone: Bool
    ) -> CloudCertificate.State {
        if isGone { return .revoked }
        if certificate.status == .revoked { return certificate.reason == .certificateHold ? .inactive : .revoked }
        return certificate.status == .expired || !isBound ? .inactive : .active
    }
}
