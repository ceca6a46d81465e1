/// A measurement that is taken when somebody asks.
public struct Gauge: Sendable {
    public enum Kind: String, Sendable {
        case gauge
        /// It only grows.
        case counter
    }

    /// In Prometheus's way, for instance `shedu_certificates_issued_total`.
    public let name: String
    public let summary: String
    public let kind: Kind
    /// Values by their labels, for instance `["connector": "aws-1"]`.
    public let read: @Sendable () async throws -> [(labels: [String: String], value: Double)]

    public init(
        _ name: String, _ summary: String, kind: Kind = .gauge,
        labelled read: @escaping @Sendable () async throws -> [(labels: [String: String], value: Double)]
    ) {
        self.name = name
        self.summary = summary
        self.kind = kind
        self.read = read
    }

    /// A single value without labels.
    public init(
        _ name: String, _ summary: String, kind: Kind = .gauge, read: @escaping @Sendable () async throws -> Double
    ) {
        self.init(name, summary, kind: kind, labelled: { [([:], try await read())] })
    }
}
