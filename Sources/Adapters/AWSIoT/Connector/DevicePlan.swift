import CloudProxy

/// A thing and the certificates of its device, as the account holds them.
struct ActualDevice: Equatable {
    struct Thing: Equatable {
        var attributes: [String: String]
        /// ARNs of all that is attached, ours or not.
        var principals: [String]
    }

    struct Certificate: Equatable {
        var arn: String
        /// As AWS spells it.
        var status: String
    }

    var thing: Thing?
    /// By certificate id; those that are not registered are missing.
    var certificates: [String: Certificate]
}

/// The calls that make a thing and its certificates what we want. Pure. What is attached to the thing and is not of
/// the device, by its fingerprint, is left alone.
struct DevicePlan {
    let desired: CloudDevice
    let actual: ActualDevice
    /// The ARN that a certificate has once it is registered, from its id.
    let arn: (String) -> String

    private var resource: String { DesiredResource.device(desired).key }

    func calls() throws(CloudError) -> [CloudCall] {
        let thingName = try AWSNames.thingName(deviceID: desired.id)
        if desired.isDecommissioned { return decommissioning(thingName) }
        var calls = thingCalls(thingName)
        for certificate in desired.certificates {
            calls += try certificateCalls(certificate, thingName)
        }
        return calls
    }

    /// All certificates first: should we stop half-way, the device is locked out rather than let in.
    private func decommissioning(_ thingName: String) -> [CloudCall] {
        let reason = "the device is decommissioned"
        var revocations: [CloudCall] = []
        var detachments: [CloudCall] = []
        for certificate in desired.certificates {
            guard let registered = actual.certificates[certificate.fingerprint] else { continue }
            if registered.status != CertificateStatus.revoked.rawValue {
                revocations.append(update(certificate, .revoked, because: reason))
            }
            if isAttached(registered.arn) {
                let detaching = DetachThingPrincipal(thingName: thingName, principal: registered.arn)
                detachments.append(detaching.call(for: resource, because: reason))
            }
        }
        return revocations + detachments
    }

    private func thingCalls(_ thingName: String) -> [CloudCall] {
        let wanted = [
            "dms": AWSNames.attributeValue(desired.dmsName), "alias": AWSNames.attributeValue(desired.alias),
        ]
        guard let thing = actual.thing else {
            // AWS refuses an attribute with an empty value when a thing is made.
            let creation = CreateThing(thingName: thingName, attributes: wanted.filter { !$0.value.isEmpty })
            return [creation.call(for: resource, because: "the device has no thing")]
        }
        let wrong = wanted.filter { $0.value != thing.attributes[$0.key] ?? "" }
        guard !wrong.isEmpty else { return [] }
        let update = UpdateThing(thingName: thingName, attributes: wrong)
        return [update.call(for: resource, because: "the attributes differ")]
    }

    private func certificateCalls(
        _ certificate: CloudCertificate, _ thingName: String
    ) throws(CloudError) -> [CloudCall] {
        let registered = actual.certificates[certificate.fingerprint]
        switch (certificate.state, registered) {
        case (.active, nil):
            return [registration(certificate), attachment(arn(certificate.fingerprint), thingName)]
        case (.active, let registered?):
            let attaching = isAttached(registered.arn) ? [] : [attachment(registered.arn, thingName)]
            return try activation(certificate, registered) + attaching
        case (.inactive, let registered?) where !["INACTIVE", "REVOKED"].contains(registered.status):
            return [update(certificate, .inactive, because: "the certificate is on hold or expired")]
        case (.revoked, let registered?) where registered.status != CertificateStatus.revoked.rawValue:
            return [update(certificate, .revoked, because: "the certificate is revoked")]
        case (.inactive, _), (.revoked, _):
            return []
        }
    }

    private func activation(
        _ certificate: CloudCertificate, _ registered: ActualDevice.Certificate
    ) throws(CloudError) -> [CloudCall] {
        switch registered.status {
        case "ACTIVE": return []
        case "REVOKED":
            throw .rejected("AWS holds the certificate \(certificate.fingerprint) as revoked, which cannot be undone")
        case "PENDING_TRANSFER":
            throw .rejected("the certificate \(certificate.fingerprint) is being transferred to another AWS account")
        default: return [update(certificate, .active, because: "the certificate is in force")]
        }
    }

    private func registration(_ certificate: CloudCertificate) -> CloudCall {
        let reason = "the certificate is not registered"
        guard certificate.issuerIsProven else {
            return RegisterCertificateWithoutCA(certificatePEM: certificate.certificatePEM, status: .active)
                .call(for: resource, because: reason)
        }
        return RegisterCertificate(
            certificatePEM: certificate.certificatePEM, caCertificatePEM: certificate.issuerPEM, status: .active
        ).call(for: resource, because: reason)
    }

    private func update(
        _ certificate: CloudCertificate, _ status: CertificateStatus, because reason: String
    ) -> CloudCall {
        UpdateCertificate(certificateID: certificate.fingerprint, newStatus: status)
            .call(for: resource, because: reason)
    }

    private func attachment(_ principal: String, _ thingName: String) -> CloudCall {
        AttachThingPrincipal(thingName: thingName, principal: principal)
            .call(for: resource, because: "the certificate is not attached to the thing")
    }

    private func isAttached(_ arn: String) -> Bool {
        actual.thing?.principals.contains(arn) ?? false
    }
}
