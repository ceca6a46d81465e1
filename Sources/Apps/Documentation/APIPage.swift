import JSONSchema
import ManagementAPI

enum APIPage {
    static func text() -> String {
        Markdown.page(
            [
                "# Management API", Markdown.notice,
                "Requests and answers are JSON; `openapi.json` beside this page has their schemas. An error is a problem "
                    + "(RFC 9457) with a stable `code`. A list is `{\"list\": […], \"next\": \"<bookmark>\"}`; `next` is "
                    + "empty on the last page. Where a role is needed, it is that of the bearer token.",
            ] + areas.flatMap(section) + ["## Query parameters"] + parameterTables)
    }

    /// The second segment of the path, in the order of the table.
    private static var areas: [String] {
        EndpointCatalog.rows.map(area).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private static func area(of row: Endpoint) -> String {
        let names = row.path.description.split(separator: "/")
        return names.first == "v1" && names.count > 1 ? String(names[1]) : "service"
    }

    private static func section(_ name: String) -> [String] {
        let rows = EndpointCatalog.rows.filter { area(of: $0) == name }
        return [
            "## \(name)",
            Markdown.table(
                ["request", "id", "role", "body", "answer", "meaning"],
                rows.map { row in
                    [
                        Markdown.code("\(row.method.rawValue) \(row.path)"), Markdown.code(row.id),
                        row.roles.isEmpty ? "none" : row.roles.map(\.rawValue).sorted().joined(separator: " or "),
                        row.request?.name ?? "", "\(row.status)\(answer(of: row))", row.summary,
                    ]
                }),
        ]
    }

    private static func answer(of row: Endpoint) -> String {
        switch row.answer {
        case .nothing: ""
        case .json(let body): " \(body.name)"
        case .page(let body): " list of \(body.name)"
        case .media(let type, _): " \(Markdown.code(type))"
        }
    }

    /// One table for all endpoints that take the same parameters.
    private static var parameterTables: [String] {
        var groups: [(ids: [String], parameters: [Endpoint.Parameter])] = []
        for row in EndpointCatalog.rows where !row.parameters.isEmpty {
            if let index = groups.firstIndex(where: { $0.parameters.map(\.summary) == row.parameters.map(\.summary) }) {
                groups[index].ids.append(row.id)
            } else {
                groups.append(([row.id], row.parameters))
            }
        }
        return groups.flatMap { [$0.ids.map(Markdown.code).joined(separator: ", ") + ":", table($0.parameters)] }
    }

    private static func table(_ parameters: [Endpoint.Parameter]) -> String {
        Markdown.table(
            ["parameter", "type", "meaning"],
            parameters.map { parameter in
                let type = parameter.schema.phrase + (parameter.isRepeatable ? ", more than once" : "")
                return [Markdown.code(parameter.name), type, parameter.summary]
            })
    }
}
