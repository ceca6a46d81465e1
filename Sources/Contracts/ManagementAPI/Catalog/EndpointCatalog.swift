import JSONSchema

/// The management API, row by row.
public enum EndpointCatalog {
    /// All rows. Ids are unique, and so are method and path together.
    public static let rows: [Endpoint] =
        service + cas + caRequests + revocations + validation + certificates + statistics + profiles + dms + devices
        + credentials + enrollments + deviceOperations + deviceGroups + connectors + events
        + subscriptions

    /// The row of an id; nil where there is none.
    public static func row(_ id: String) -> Endpoint? {
        rowsByID[id]
    }

    /// The path of a row with its places filled in order.
    public static func path(_ id: String, _ values: String...) -> String {
        let row = row(id)
        precondition(row != nil, "there is no endpoint \(id)")
        return row?.path.filled(values) ?? "/"
    }

    private static let rowsByID = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }

    /// What every list takes.
    static let listParameters: [Endpoint.Parameter] = [
        .init("page_size", .integer, "Items on a page: 1 to 1,000; 25 where it is left out."),
        .init("bookmark", .text, "`next` of the page before."),
        .init("sort_by", .text, "The field to sort by."),
        .init("sort_mode", .string(.init(values: ["asc", "desc"])), "`asc` where it is left out."),
        .init(
            "filter", .text, isRepeatable: true,
            "`field[operand]value`, with `eq ne ct in bf af lt gt`; all filters must hold."),
    ]

    /// What a list takes that has one order only.
    static let pageParameters = Array(listParameters.prefix(2))

    static let service: [Endpoint] = [
        Endpoint(
            "live", .get, "/health/live", roles: [], answer: .media("text/plain", "`ok`"),
            "Answers while the process runs."),
        Endpoint(
            "ready", .get, "/health/ready", roles: [], answer: .media("text/plain", "`ready`"),
            "Answers 200 while requests can be served, else 503."),
        Endpoint(
            "metrics", .get, "/metrics", answer: .media("text/plain", "Prometheus text format"),
            "Measurements."),
        Endpoint(
            "openAPI", .get, "/openapi.json", answer: .media("application/json", "OpenAPI 3.1"),
            "This description."),
    ]
}
