import HTTPTypes
import Hummingbird
import ManagementAPI
import HTTPSemantics

/// A row of the endpoint table with what serves it.
struct ServedRow: Sendable {
    /// What a PUT or DELETE changes, and how it is shown.
    struct Subject: Sendable {
        let path: PathTemplate
        let show: Handler
    }

    let endpoint: Endpoint
    let handler: Handler
    let subject: Subject?

    /// Those of the rows that have a handler.
    static func served(_ rows: [Endpoint], _ handlers: Handlers) -> [ServedRow] {
        rows.compactMap { row in
            handlers[row.id].map { ServedRow(endpoint: row, handler: $0, subject: subject(of: row, rows, handlers)) }
        }
    }

    private static func subject(of row: Endpoint, _ rows: [Endpoint], _ handlers: Handlers) -> Subject? {
        guard let id = row.changes else { return nil }
        let shown = rows.first { $0.id == id }
        precondition(shown?.path.parameters == row.path.parameters, "\(row.id) has other places than \(id)")
        guard let shown, let show = handlers[id] else { return nil }
        return Subject(path: shown.path, show: show)
    }

    func response(_ answer: Answer) -> Response {
        var response = answer.response(status: .init(code: endpoint.status))
        if endpoint.isTagged, case .json(let bytes, _) = answer {
            response.headers[.eTag] = EntityTag(of: bytes).description
        }
        return response
    }
}
