/// The code that a verification certificate carries as its common name.
public struct GetRegistrationCode: AWSOperation {
    public struct Answer: Sendable, Decodable {
        public let registrationCode: String
    }

    public static let isRead = true
    public init() {}
    public var request: AWSRequest { AWSRequest("GET", .iot, ["registrationcode"]) }
}

/// How AWS matches a CA: `DEFAULT` needs a proof of possession; with `SNI_ONLY` a device must send the server name, and
/// several accounts may hold the same CA.
public enum CertificateMode: String, Sendable, Codable {
    case proven = "DEFAULT"
    case serverNameOnly = "SNI_ONLY"
}

/// Where AWS keeps what was registered.
public struct RegisteredCertificate: Sendable, Decodable {
    public let certificateArn: String
    public let certificateId: String
}

public struct RegisterCACertificate: AWSOperation {
    public typealias Answer = RegisteredCertificate

    public let caCertificate: String
    /// Nil with `SNI_ONLY`, and only then.
    public let verificationCertificate: String?
    public let certificateMode: CertificateMode
    public let setAsActive: Bool
    public let allowAutoRegistration: Bool
    public let tags: [String: String]

    public var request: AWSRequest {
        let tagList = tags.sorted { $0.key < $1.key }.map(JSONBody.tag)
        return .json(
            "POST", ["cacertificate"],
            query: [
                .init("setAsActive", "\(setAsActive)"), .init("allowAutoRegistration", "\(allowAutoRegistration)"),
            ],
            [
                "caCertificate": .string(caCertificate),
                "verificationCertificate": verificationCertificate.map(JSONBody.string),
                "certificateMode": .string(certificateMode.rawValue),
                "tags": .list(tagList),
            ])
    }
}

public struct DescribeCACertificate: AWSOperation {
    public struct Answer: Sendable, Decodable {
        public struct Description: Sendable, Decodable {
            public let certificateArn: String
            public let certificateId: String
            public let status: String
            public let autoRegistrationStatus: String?
            public let certificateMode: String?
        }

        public let certificateDescription: Description
    }

    public static let isRead = true
    public let certificateID: String

    public var request: AWSRequest { AWSRequest("GET", .iot, ["cacertificate", certificateID]) }
}

/// `ACTIVE` and `INACTIVE`: all that a CA certificate can be.
public enum CACertificateStatus: String, Sendable {
    case active = "ACTIVE"
    case inactive = "INACTIVE"
}

enum AutoRegistrationStatus: String {
    case enabled = "ENABLE"
    case disabled = "DISABLE"

    init(_ isAllowed: Bool) {
        self = isAllowed ? .enabled : .disabled
    }
}

public struct UpdateCACertificate: AWSOperation {
    public typealias Answer = Void

    public let certificateID: String
    public let newStatus: CACertificateStatus?
    public let allowAutoRegistration: Bool?

    public var request: AWSRequest {
        var query: [AWSRequest.Field] = []
        if let newStatus { query.append(.init("newStatus", newStatus.rawValue)) }
        if let allowAutoRegistration {
            let status = AutoRegistrationStatus(allowAutoRegistration)
            query.append(.init("newAutoRegistrationStatus", status.rawValue))
        }
        // The body is for a registration configuration, which we leave as it is.
        return .json("PUT", ["cacertificate", certificateID], query: query, [:])
    }
}

/// Only an inactive one can be deleted.
public struct DeleteCACertificate: AWSOperation {
    public typealias Answer = Void

    public let certificateID: String

    public var request: AWSRequest { AWSRequest("DELETE", .iot, ["cacertificate", certificateID]) }
}

/// One page of the tags of a resource.
public struct ListTagsForResource: AWSOperation {
    public struct Answer: Sendable, Decodable {
        public struct Tag: Sendable, Decodable {
            public let key: String
            public let value: String?

            enum CodingKeys: String, CodingKey {
                case key = "Key"
                case value = "Value"
            }
        }

        public let tags: [Tag]?
        public let nextToken: String?
    }

    public static let isRead = true
    public let resourceARN: String
    public let nextToken: String?

    public var request: AWSRequest {
        let page = nextToken.map { [AWSRequest.Field("nextToken", $0)] } ?? []
        return AWSRequest("GET", .iot, ["tags"], query: [.init("resourceArn", resourceARN)] + page)
    }
}

/// Adds tags, or gives them new values.
public struct TagResource: AWSOperation {
    public typealias Answer = Void

    public let resourceARN: String
    public let tags: [String: String]

    public var request: AWSRequest {
        let tagList = tags.sorted { $0.key < $1.key }.map(JSONBody.tag)
        return .json("POST", ["tags"], ["resourceArn": .string(resourceARN), "tags": .list(tagList)])
    }
}

extension JSONBody {
    fileprivate static func tag(key: String, value: String) -> JSONBody {
        .object(["Key": .string(key), "Value": .string(value)])
    }
}
