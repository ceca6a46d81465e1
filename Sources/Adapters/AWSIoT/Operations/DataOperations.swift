public import Foundation

/// Publishes an MQTT message over HTTPS.
public struct Publish: AWSOperation {
    public typealias Answer = Void

    public let topic: String
    public let payload: [UInt8]
    /// Kept for those who subscribe later. An empty one removes what was kept.
    public let retain: Bool

    public var request: AWSRequest {
        AWSRequest(
            "POST", .iotData, ["topics", topic], query: [.init("qos", "1"), .init("retain", "\(retain)")],
            headers: [.init("Content-Type", "application/octet-stream")], body: payload)
    }
}

/// The message that is kept for a topic.
public struct GetRetainedMessage: AWSOperation {
    public struct Answer: Sendable, Decodable {
        /// Nil where it is empty.
        public let payload: Data?
    }

    public static let isRead = true
    public let topic: String

    public var request: AWSRequest { AWSRequest("GET", .iotData, ["retainedMessage", topic]) }
}
