/// The AWS services that we talk to.
public enum AWSService: String, Sendable, CaseIterable {
    /// The control plane of AWS IoT Core.
    case iot
    /// Its data plane: publishing and retained messages.
    case iotData = "iotdata"
    case sts

    /// The name in the credential scope of a signature.
    public var signingName: String { rawValue }
}

/// A request to AWS before it has a host and a signature.
public struct AWSRequest: Sendable, Equatable {
    public struct Field: Sendable, Equatable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public var method: String
    public var service: AWSService
    /// Decoded. A slash inside a segment is data, and travels as `%2F`.
    public var pathSegments: [String]
    /// Decoded, in the order in which they are sent. A name may come twice.
    public var query: [Field]
    /// All of them are signed.
    public var headers: [Field]
    public var body: [UInt8]

    public init(
        _ method: String, _ service: AWSService, _ pathSegments: [String], query: [Field] = [],
        headers: [Field] = [], body: [UInt8] = []
    ) {
        self.method = method
        self.service = service
        self.pathSegments = pathSegments
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// What stands in the request line before the question mark: each segment is encoded once.
    var wirePath: String { "/" + pathSegments.map(PercentEncoding.encode).joined(separator: "/") }

    var wireQuery: String {
        let pairs = query.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        return pairs.joined(separator: "&")
    }
}
