import CloudEvents
import Events
import HTTPTypes
import Hummingbird
import JSONSchema
import ManagementAPI

enum EventHandlers {
    static func table(
        _ reader: EventReader, _ metrics: RequestMetrics, _ limits: ManagementConfiguration.Limits
    ) -> Handlers {
        [
            "listEvents": { call in
                let query = try EventQuery(try call.queryItems())
                if call.headers[.accept]?.lowercased().contains("text/event-stream") == true {
                    return try stream(query, call.headers, reader, metrics, limits)
                }
                let events = try await reader.read(after: query.after, limit: query.limit, query.filter)
                return .media(
                    CloudEvent.jsonBatchMediaType, CloudEvent.jsonBatch(try events.map { try CloudEvent($0) }))
            },
            "listEventTypes": { _ in try .list(EventCatalog.rows.map(EventTypeView.init)) },
            "showSchema": { call in
                .media("application/schema+json", try schema(type: call.values[0], version: call.values[1]))
            },
        ]
    }

    private static func stream(
        _ query: EventQuery, _ headers: HTTPFields, _ reader: EventReader, _ metrics: RequestMetrics,
        _ limits: ManagementConfiguration.Limits
    ) throws -> Answer {
        guard metrics.streams.value < limits.streamsMax else {
            throw Refusal(.unavailable, "too-many-streams", "Too many live streams are open; try again in a while.")
        }
        let last = HTTPField.Name("Last-Event-ID").flatMap { headers[$0] } ?? ""
        let start = last.isEmpty ? query.after : try EventQuery.number(last, 0...Int64.max, "Last-Event-ID")
        let stream = EventStream(reader: reader, filter: query.filter, limits: limits)
        return .stream(
            "text/event-stream",
            ResponseBody { writer in
                metrics.streams.add(1)
                defer { metrics.streams.add(-1) }
                try await stream.write(after: start, to: &writer)
                try await writer.finish(nil)
            })
    }

    private static func schema(type: String, version: String) throws -> [UInt8] {
        guard let row = EventCatalog.row(named: type), version == "\(row.version)" else {
            throw Refusal.notFound("schema", "\(type)/\(version)")
        }
        guard case .object(var document) = try row.schema().document else { return [] }
        document["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        document["title"] = .string(row.name)
        document["description"] = .string(row.summary)
        return try WireJSON.encode(JSONValue.object(document))
    }
}

/// A row of the event table as the API shows it.
struct EventTypeView: Codable, Sendable, Equatable {
    let type: String
    let version: Int
    /// What the event is about; the subject starts with it.
    let subject: String
    let summary: String
    /// Path of the payload's schema.
    let schema: String

    init(_ row: EventRow) {
        type = row.name
        version = row.version
        subject = row.subject.rawValue
        summary = row.summary
        schema = EndpointCatalog.path("showSchema", row.name, "\(row.version)")
    }
}
