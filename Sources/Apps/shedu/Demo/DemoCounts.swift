import CloudEvents
import Events
import Listing
import ManagementClient

/// What the server holds, counted over its own API.
struct DemoCounts {
    let client: ManagementClient

    func read() async throws -> (devices: [String: Int], events: Int64) {
        (try await devices(), try await lastSequence())
    }

    private func devices() async throws -> [String: Int] {
        var counts: [String: Int] = [:]
        var query = ListQuery(pageSize: 1000)
        repeat {
            let page = try await client.devices(query)
            for device in page.list { counts[device.status.rawValue, default: 0] += 1 }
            query.bookmark = page.next
        } while query.bookmark != nil
        return counts
    }

    /// Walks the log to its end, and makes sure that no number is missing.
    func lastSequence() async throws -> Int64 {
        var last: Int64 = 0
        while true {
            let batch = try await client.events(EventSelection(after: last), limit: 1000)
            for event in batch {
                guard Int64(event.extensions["sequence"]?.canonicalText ?? "") == last + 1 else {
                    throw DemoFailure("the event log has a gap after \(last)")
                }
                last += 1
            }
            if batch.isEmpty { return last }
        }
    }
}
