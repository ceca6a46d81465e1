/// The states of a device certificate that we know what to do with; AWS has more, for transfers and first connections.
public enum CertificateStatus: String, Sendable {
    case active = "ACTIVE"
    case inactive = "INACTIVE"
    case revoked = "REVOKED"
}

/// Registers a certificate under a CA that is registered with proof of possession, and active.
public struct RegisterCertificate: AWSOperation {
    public typealias Answer = RegisteredCertificate

    public let certificatePEM: String
    public let caCertificatePEM: String
    public let status: CertificateStatus

    public var request: AWSRequest {
        .json(
            "POST", ["certificate", "register"],
            [
                "certificatePem": .string(certificatePEM), "caCertificatePem": .string(caCertificatePEM),
                "status": .string(status.rawValue),
            ])
    }
}

/// Registers a certificate whose CA the account does not hold, or holds with `SNI_ONLY`.
public struct RegisterCertificateWithoutCA: AWSOperation {
    public typealias Answer = RegisteredCertificate

    public let certificatePEM: String
    public let status: CertificateStatus

    public var request: AWSRequest {
        .json(
            "POST", ["certificate", "register-no-ca"],
            ["certificatePem": .string(certificatePEM), "status": .string(status.rawValue)])
    }
}

public struct DescribeCertificate: AWSOperation {
    public struct Answer: Sendable, Decodable {
        public struct Description: Sendable, Decodable {
            public let certificateArn: String
            public let certificateId: String
            public let status: String
        }

        public let certificateDescription: Description
    }

    public static let isRead = true
    public let certificateID: String

    public var request: AWSRequest { AWSRequest("GET", .iot, ["certificates", certificateID]) }
}

public struct UpdateCertificate: AWSOperation {
    public typealias Answer = Void

    public let certificateID: String
    public let newStatus: CertificateStatus

    public var request: AWSRequest {
        AWSRequest("PUT", .iot, ["certificates", certificateID], query: [.init("newStatus", newStatus.rawValue)])
    }
}
