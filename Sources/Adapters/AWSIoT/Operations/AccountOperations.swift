import Foundation

/// The host of the account's data plane.
public struct DescribeEndpoint: AWSOperation {
    public struct Answer: Sendable, Decodable {
        public let endpointAddress: String
    }

    public static let isRead = true
    public let endpointType: String

    public init(endpointType: String) {
        self.endpointType = endpointType
    }

    public var request: AWSRequest {
        AWSRequest("GET", .iot, ["endpoint"], query: [.init("endpointType", endpointType)])
    }
}

/// The account behind the credentials.
public struct AWSIdentity: Sendable, Hashable {
    /// `aws`, `aws-cn` or `aws-us-gov`.
    public let partition: String
    /// Twelve digits.
    public let account: String
}

/// Needs no permission. STS answers in XML.
public struct GetCallerIdentity: AWSOperation {
    public static let isRead = true

    public init() {}

    public var request: AWSRequest {
        AWSRequest(
            "POST", .sts, [], headers: [.init("Content-Type", "application/x-www-form-urlencoded")],
            body: Array("Action=GetCallerIdentity&Version=2011-06-15".utf8))
    }

    public static func answer(from body: [UInt8]) throws -> AWSIdentity {
        let xml = String(decoding: body, as: UTF8.self)
        let arn = ServiceFault.element("Arn", of: xml)?.split(separator: ":") ?? []
        guard let account = ServiceFault.element("Account", of: xml), arn.count > 1 else {
            throw AWSFailure.unreadable(operation: name)
        }
        return AWSIdentity(partition: String(arn[1]), account: account)
    }
}
