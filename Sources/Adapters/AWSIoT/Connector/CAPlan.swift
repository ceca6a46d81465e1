import CloudProxy

/// A CA certificate as the account holds it.
struct ActualCA: Equatable {
    var id: String
    var arn: String
    var isActive: Bool
    var allowsAutoRegistration: Bool
    var tags: [String: String]
}

/// The calls that make the account's CA certificate what we want. Pure.
struct CAPlan {
    let connectorID: String
    /// Another account has proved possession of the same CAs, so this one can only match by server name.
    let isServerNameOnly: Bool

    func calls(_ desired: CloudCA, actual: ActualCA?) throws(CloudError) -> [CloudCall] {
        let resource = DesiredResource.ca(desired).key
        guard let actual else {
            guard desired.state == .active else { return [] }
            return [registration(desired).call(for: resource, because: "the CA is bound and not registered")]
        }
        guard isOurs(actual) else {
            if desired.state == .absent || (desired.state == .inactive && !actual.isActive) { return [] }
            throw notOurs(actual)
        }
        switch desired.state {
        case .active: return activation(desired, actual, resource)
        case .inactive: return deactivation(actual, resource, because: "the CA is revoked or expired")
        case .absent:
            return deactivation(actual, resource, because: "the CA is deleted or unbound")
                + [
                    DeleteCACertificate(certificateID: actual.id)
                        .call(for: resource, because: "the CA is deleted or unbound")
                ]
        }
    }

    func isOurs(_ actual: ActualCA) -> Bool {
        actual.tags[AWSNames.managedBy] == connectorID
    }

    func notOurs(_ actual: ActualCA) -> CloudError {
        .rejected(
            "the account holds the CA certificate \(actual.id) without the tag \(AWSNames.managedBy)=\(connectorID); "
                + "add the tag if this connector is to manage it")
    }

    private func registration(_ desired: CloudCA) -> RegisterCACertificate {
        RegisterCACertificate(
            caCertificate: desired.certificatePEM, verificationCertificate: nil,
            certificateMode: desired.canProvePossession && !isServerNameOnly ? .proven : .serverNameOnly,
            setAsActive: true, allowAutoRegistration: desired.allowAutoRegistration, tags: tags(desired))
    }

    private func tags(_ desired: CloudCA) -> [String: String] {
        [
            AWSNames.managedBy: connectorID, AWSNames.caName: AWSNames.tagValue(desired.name),
            AWSNames.serialNumber: AWSNames.tagValue(desired.serialNumber),
        ]
    }

    private func activation(_ desired: CloudCA, _ actual: ActualCA, _ resource: String) -> [CloudCall] {
        var calls: [CloudCall] = []
        let autoRegistrationDiffers = desired.allowAutoRegistration != actual.allowsAutoRegistration
        if !actual.isActive || autoRegistrationDiffers {
            let update = UpdateCACertificate(
                certificateID: actual.id, newStatus: actual.isActive ? nil : .active,
                allowAutoRegistration: autoRegistrationDiffers ? desired.allowAutoRegistration : nil)
            let reason = actual.isActive ? "automatic registration differs" : "the CA is in force"
            calls.append(update.call(for: resource, because: reason))
        }
        let wrong = tags(desired).filter { actual.tags[$0.key] != $0.value }
        if !wrong.isEmpty {
            let tagging = TagResource(resourceARN: actual.arn, tags: wrong)
            calls.append(tagging.call(for: resource, because: "the tags differ"))
        }
        return calls
    }

    private func deactivation(_ actual: ActualCA, _ resource: String, because reason: String) -> [CloudCall] {
        guard actual.isActive else { return [] }
        let update = UpdateCACertificate(certificateID: actual.id, newStatus: .inactive, allowAutoRegistration: nil)
        return [update.call(for: resource, because: reason)]
    }
}
