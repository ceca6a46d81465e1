/// A cloud account, as the reconciler sees it: it can compare one resource with what we want, and make one call.
///
/// `plan` reads and changes nothing; `perform` makes exactly one change. Both may be repeated: a call whose effect is
/// there already succeeds. What the account holds without our tag is never changed.
public protocol CloudConnector: Sendable {
    /// The smallest list of calls, in order, that makes the account equal to `desired`; empty where it is equal.
    ///
    /// What is not wanted active and is not there needs no call. How a CA was registered, with proof or by server name,
    /// is never changed afterwards.
    /// - Throws: `CloudError`.
    func plan(_ desired: DesiredResource) async throws -> [CloudCall]

    /// - Throws: `CloudError`.
    func perform(_ call: CloudCall) async throws
}

/// One change in a cloud, complete in itself: what a plan prints is what an apply does.
public struct CloudCall: Sendable, Hashable, Codable {
    /// The cloud's own name of the operation, for instance `RegisterCACertificate`.
    public let operation: String
    /// What it is for, for instance `device/pump-7`.
    public let resource: String
    /// Why, in a sentence for a person.
    public let reason: String
    /// The parameters that matter, by the cloud's own names. No secret is among them.
    public let parameters: [String: String]

    public init(operation: String, resource: String, reason: String, parameters: [String: String]) {
        self.operation = operation
        self.resource = resource
        self.reason = reason
        self.parameters = parameters
    }
}

/// A resource as the PKI wants it to be in one cloud account.
public enum DesiredResource: Sendable, Hashable {
    case ca(CloudCA)
    case trustBundle(CloudTrustBundle)
    case device(CloudDevice)

    /// Names the unit of work: `ca/<id>`, `dms/<name>`, `device/<id>`.
    public var key: String {
        switch self {
        case .ca(let ca): "ca/\(ca.id)"
        case .trustBundle(let bundle): "dms/\(bundle.dmsName)"
        case .device(let device): "device/\(device.id)"
        }
    }
}

/// A CA that is bound to the account, or was.
public struct CloudCA: Sendable, Hashable {
    public enum State: String, Sendable { case active, inactive, absent }

    public let id: String
    /// Display name, for the tag `lamassuCAName`.
    public let name: String
    public let serialNumber: String
    public let certificatePEM: String
    public let state: State
    /// We hold the key, so possession can be proved; without it the cloud can only match by server name.
    public let canProvePossession: Bool
    /// The cloud may register certificates of this CA on first connection.
    public let allowAutoRegistration: Bool

    public init(
        id: String, name: String, serialNumber: String, certificatePEM: String, state: State,
        canProvePossession: Bool, allowAutoRegistration: Bool
    ) {
        self.id = id
        self.name = name
        self.serialNumber = serialNumber
        self.certificatePEM = certificatePEM
        self.state = state
        self.canProvePossession = canProvePossession
        self.allowAutoRegistration = allowAutoRegistration
    }
}

/// The CA certificates that the devices of a DMS are told to trust.
public struct CloudTrustBundle: Sendable, Hashable {
    public let dmsName: String
    /// Concatenated PEM; nil where the bundle is withdrawn.
    public let pem: String?

    public init(dmsName: String, pem: String?) {
        self.dmsName = dmsName
        self.pem = pem
    }
}

/// A device with the certificates that it has and had.
public struct CloudDevice: Sendable, Hashable {
    public let id: String
    public let alias: String
    public let dmsName: String
    public let isDecommissioned: Bool
    public let certificates: [CloudCertificate]

    public init(
        id: String, alias: String, dmsName: String, isDecommissioned: Bool, certificates: [CloudCertificate]
    ) {
        self.id = id
        self.alias = alias
        self.dmsName = dmsName
        self.isDecommissioned = isDecommissioned
        self.certificates = certificates
    }
}

/// A certificate of a device.
public struct CloudCertificate: Sendable, Hashable {
    public enum State: String, Sendable { case active, inactive, revoked }

    public let serialNumber: String
    /// SHA-256 of the DER, lower-case hex: what AWS uses as the certificate id.
    public let fingerprint: String
    public let certificatePEM: String
    public let issuerPEM: String
    /// The issuer is registered with proof of possession, so the certificate can be registered under it.
    public let issuerIsProven: Bool
    public let state: State

    public init(
        serialNumber: String, fingerprint: String, certificatePEM: String, issuerPEM: String, issuerIsProven: Bool,
        state: State
    ) {
        self.serialNumber = serialNumber
        self.fingerprint = fingerprint
        self.certificatePEM = certificatePEM
        self.issuerPEM = issuerPEM
        self.issuerIsProven = issuerIsProven
        self.state = state
    }
}

/// Makes the certificate by which a cloud is shown that we hold a CA's key: signed by the CA over the cloud's
/// registration code as common name, valid for an hour, never stored. Takes the CA's id and the code, returns PEM.
public typealias ProofOfPossession = @Sendable (_ caID: String, _ registrationCode: String) async throws -> String

/// Why a cloud did not do what it was asked.
public enum CloudError: Error, Sendable, Equatable {
    /// Too many requests; try again after a while.
    case throttled(String)
    /// A fault that may pass: time-out, broken connection, a 5xx.
    case unavailable(String)
    /// Credentials are missing, wrong or expired.
    case unauthorized(String)
    /// The request can never succeed as it is.
    case rejected(String)
}
