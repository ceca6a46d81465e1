import CloudEvents
import EventLog
import Hummingbird
import NIOCore
import ServiceLifecycle

/// A live stream of server-sent events (WHATWG HTML, section 9.2): the id of each is its sequence, so a client that comes
/// back with `Last-Event-ID` goes on where it stopped, with no gap and no repeat.
struct EventStream: Sendable {
    let reader: EventReader
    let filter: EventFilter
    let limits: ManagementConfiguration.Limits
    private static let batchMax = 200

    /// Writes until the client goes away, which shows at the next write, or the server shuts down.
    func write(after start: Int64, to writer: inout any ResponseBodyWriter) async throws {
        var cursor = start
        var lastWrite = ContinuousClock.now
        try await writer.write(ByteBuffer(string: "retry: 2000\n: the log after \(start)\n\n"))
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            // The ticket is taken before the read: a commit between the two ends the wait below at once.
            let ticket = reader.log.ticket()
            let events = try await reader.read(after: cursor, limit: Self.batchMax, filter)
            if let last = events.last {
                try await writer.write(try Self.frames(events))
                cursor = last.position
                lastWrite = .now
                continue
            }
            if .now - lastWrite >= limits.heartbeat {
                try await writer.write(ByteBuffer(string: ": still here\n\n"))
                lastWrite = .now
            }
            await reader.log.waitForMore(since: ticket, atMost: min(limits.pollInterval, limits.heartbeat))
        }
    }

    private static func frames(_ events: [LoggedEvent]) throws -> ByteBuffer {
        var bytes: [UInt8] = []
        for event in events {
            bytes += "id: \(event.position)\ndata: ".utf8
            let start = bytes.count
            try CloudEvent(event).appendJSON(to: &bytes)
            // A line break in JSON can only stand between tokens; in a frame it would end the data.
            for index in start..<bytes.count where bytes[index] == 0x0A || bytes[index] == 0x0D { bytes[index] = 0x20 }
            bytes += "\n\n".utf8
        }
        return ByteBuffer(bytes: bytes)
    }
}
