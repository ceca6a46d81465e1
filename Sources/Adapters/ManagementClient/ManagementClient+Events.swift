import AsyncHTTPClient
public import CloudEvents
import ManagementAPI
import NIOCore
import NIOHTTP1

/// Which events a reader of the log wants.
public struct EventSelection: Sendable, Equatable {
    /// Sequence of the last event that is known.
    public var after: Int64
    /// Wire names; none means all.
    public var types: [String]
    /// For instance `device/pump-7`.
    public var subject: String?

    public init(after: Int64 = 0, types: [String] = [], subject: String? = nil) {
        self.after = after
        self.types = types
        self.subject = subject
    }

    var items: [(String, String)] {
        [("after", "\(after)")] + types.map { ("type", $0) } + (subject.map { [("subject", $0)] } ?? [])
    }
}

extension ManagementClient {
    /// One batch of the log, in order.
    /// - Parameter limit: 1 to 1,000.
    public func events(_ selection: EventSelection = EventSelection(), limit: Int = 100) async throws -> [CloudEvent] {
        let bytes = try await call("listEvents", query: selection.items + [("limit", "\(limit)")])
        return try CloudEvent.events(jsonBatch: bytes)
    }

    /// Follows the log until `body` returns false, the task is cancelled, or the server ends the stream.
    /// - Returns: the sequence of the last event that `body` was given, to go on from.
    @discardableResult
    public func follow(
        _ selection: EventSelection, _ body: (Int64, CloudEvent) async throws -> Bool
    ) async throws -> Int64 {
        var request = request(EndpointCatalog.path("listEvents"), selection.items)
        request.headers.add(name: "Accept", value: "text/event-stream")
        let response = try await http.execute(request, deadline: .distantFuture)
        guard response.status == .ok else {
            let bytes = Array(try await response.body.collect(upTo: 1 << 20).readableBytesView)
            throw ManagementClientError(status: Int(response.status.code), body: bytes)
        }
        var last = selection.after
        var frames = EventStreamReader()
        for try await chunk in response.body {
            for frame in try frames.take(chunk.readableBytesView) {
                last = frame.id
                if try await !body(frame.id, try CloudEvent(json: frame.data)) { return last }
            }
        }
        return last
    }
}
