/// The event log of a server as any outsider reads it.
public struct EventLogReader: Sendable {
    /// An event with the bytes that it came in.
    public struct Event: Sendable, Equatable {
        public let position: Int
        public let type: String
        public let subject: String
        public let bytes: [UInt8]
    }

    public static let pageSizeMax = 1_000

    private let session: ManagementSession

    public init(_ session: ManagementSession) {
        self.session = session
    }

    /// Up to `limit` events behind a position.
    public func page(after position: Int, limit: Int = pageSizeMax) async throws -> [Event] {
        let response = try await session.perform("GET", "/v1/events?after=\(position)&limit=\(limit)")
        return try JSONElements.split(response.bytes).map(Self.event)
    }

    /// Every event behind a position, to the end of the log.
    public func all(after position: Int = 0) async throws -> [Event] {
        var events: [Event] = []
        while true {
            let page = try await page(after: events.last?.position ?? position)
            guard !page.isEmpty else { return events }
            events += page
        }
    }

    /// The position of the last event. Positions are contiguous, so it is where the log stops answering: found by
    /// doubling and halving, without reading what lies between.
    public func head(from known: Int = 0) async throws -> Int {
        var (low, step) = (known, 1)
        while try await exists(low + step) {
            low += step
            step *= 2
        }
        var high = low + step
        while high - low > 1 {
            let middle = (low + high) / 2
            if try await exists(middle) { low = middle } else { high = middle }
        }
        return low
    }

    private func exists(_ position: Int) async throws -> Bool {
        try await !page(after: position - 1, limit: 1).isEmpty
    }

    private static func event(_ bytes: ArraySlice<UInt8>) throws -> Event {
        struct Envelope: Decodable {
            let sequence: String
            let type: String
            let subject: String
        }
        let envelope = try WireForm.decode(Array(bytes), as: Envelope.self)
        guard let position = Int(envelope.sequence) else {
            throw LoadError.server("\"\(envelope.sequence)\" is no sequence")
        }
        return Event(position: position, type: envelope.type, subject: envelope.subject, bytes: Array(bytes))
    }
}
