import EventLog
import Events
import Listing
import ManagementAPI

enum SubscriptionHandlers {
    static func table(_ service: Subscriptions) throws -> Handlers {
        let replay = try BodyDecoder(ReplayBody.self)
        return [
            "listSubscriptions": { _ in try .list(try await service.list().map(SubscriptionView.init)) },
            "showSubscription": { call in try .json(of: try await view(call.values[0], service)) },
            "listParkedEvents": { call in
                try .json(of: try await parked(call.values[0], try call.pageQuery(), service))
            },
            "retryParkedEvent": { call in
                try await service.retry(call.values[0], position: try position(call.values[1]))
                return .nothing
            },
            "skipParkedEvent": { call in
                try await service.skip(call.values[0], position: try position(call.values[1]))
                return .nothing
            },
            "replaySubscription": { call in
                let body = try replay.decode(call.body)
                guard body.from >= 1 else {
                    throw Refusal.invalid("invalid-body", at: "/from", "must be 1 or more")
                }
                try await service.replay(call.values[0], from: body.from)
                return try .json(of: try await view(call.values[0], service))
            },
        ]
    }

    private static func position(_ text: String) throws -> Int64 {
        try EventQuery.number(text, 1...Int64.max, "sequence")
    }

    private static func view(_ name: String, _ service: Subscriptions) async throws -> SubscriptionView {
        guard let status = try await service.list().first(where: { $0.name == name }) else {
            throw SubscriptionError.unknown(name)
        }
        return SubscriptionView(status)
    }

    /// In the order of the log; the bookmark is the last sequence.
    private static func parked(
        _ name: String, _ query: ListQuery, _ service: Subscriptions
    ) async throws -> Page<ParkedEventView> {
        let start = try query.bookmark.map { text throws(ListError) -> Int64 in
            guard let position = Int64(text) else { throw ListError.invalidBookmark }
            return position
        }
        let found = try await service.parked(name, after: start ?? 0, limit: query.pageSize + 1)
        let kept = found.prefix(query.pageSize)
        let next = found.count > kept.count ? kept.last.map { "\($0.event.position)" } : nil
        return Page(list: kept.map(ParkedEventView.init), next: next)
    }
}

/// A subscription as the API shows it.
struct SubscriptionView: Codable, Sendable, Equatable {
    let id: String
    let cursor: Int64
    let lag: Int64
    let retrying: Int64
    let waiting: Int64
    let parked: Int64
    let owner: String?

    init(_ status: SubscriptionStatus) {
        id = status.name
        cursor = status.cursor
        lag = status.lag
        retrying = status.retrying
        waiting = status.waiting
        parked = status.parked
        owner = status.owner
    }
}

/// A parked event as the API shows it; the event itself is in the log.
struct ParkedEventView: Codable, Sendable, Equatable {
    let sequence: Int64
    let id: String
    let type: String
    let subject: String
    let time: Timestamp
    let attempts: Int
    let error: String

    init(_ parked: ParkedEvent) {
        sequence = parked.event.position
        id = parked.event.id
        type = parked.event.type
        subject = parked.event.subject
        time = parked.event.time
        attempts = parked.attempts
        error = parked.error
    }
}
