public import CloudProxy

/// Keeps AWS IoT Core equal to the PKI.
public struct AWSIoTConnector: CloudConnector {
    /// What is particular to an account.
    public struct Options: Sendable, Hashable {
        /// Register CAs by server name only (`SNI_ONLY`): for the second account that holds the same CAs.
        public let isServerNameOnly: Bool

        public init(isServerNameOnly: Bool = false) {
            self.isServerNameOnly = isServerNameOnly
        }
    }

    let connectorID: String
    let account: AWSAccount
    let proofOfPossession: ProofOfPossession
    let caPlan: CAPlan

    /// - Parameter connectorID: the value of the tag `shedu:managed-by`. One that cannot be the value of a tag makes
    ///   every plan of a CA `CloudError.rejected`.
    public init(
        connectorID: String, client: AWSClient, proofOfPossession: @escaping ProofOfPossession,
        options: Options = Options()
    ) {
        self.connectorID = connectorID
        self.account = AWSAccount(client: client)
        self.proofOfPossession = proofOfPossession
        caPlan = CAPlan(connectorID: connectorID, isServerNameOnly: options.isServerNameOnly)
    }

    public func plan(_ desired: DesiredResource) async throws -> [CloudCall] {
        switch desired {
        case .ca(let ca):
            try checkTag()
            let id = try AWSNames.certificateID(pem: ca.certificatePEM)
            return try caPlan.calls(ca, actual: await account.ca(id: id))
        case .trustBundle(let bundle):
            let topic = try AWSNames.trustBundleTopic(dmsName: bundle.dmsName)
            return TrustBundlePlan.calls(bundle, topic: topic, actual: try await account.retainedMessage(topic: topic))
        case .device(let device):
            return try await devicePlan(device)
        }
    }

    private func checkTag() throws(CloudError) {
        guard !connectorID.isEmpty, AWSNames.tagValue(connectorID) == connectorID else {
            throw .rejected("the connector id \"\(connectorID)\" cannot be the value of an AWS tag")
        }
    }

    private func devicePlan(_ device: CloudDevice) async throws -> [CloudCall] {
        let thingName = try AWSNames.thingName(deviceID: device.id)
        for certificate in device.certificates where !AWSNames.isCertificateID(certificate.fingerprint) {
            throw CloudError.rejected("\"\(certificate.fingerprint)\" is not the SHA-256 of a certificate")
        }
        let actual = try await account.device(
            thingName: thingName, certificateIDs: device.certificates.map(\.fingerprint))
        let registersOne = device.certificates.contains {
            $0.state == .active && actual.certificates[$0.fingerprint] == nil
        }
        guard registersOne, !device.isDecommissioned else {
            return try DevicePlan(desired: device, actual: actual, arn: { $0 }).calls()
        }
        let arns = try await account.certificateARNs()
        return try DevicePlan(desired: device, actual: actual, arn: arns).calls()
    }
}
