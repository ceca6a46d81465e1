import Events
import JSONSchema

enum EventsPage {
    static func text() throws -> String {
        Markdown.page(
            [
                "# Events", Markdown.notice,
                "Every committed change is an event: CloudEvents 1.0, whose `data` is one of the payloads below. A member "
                    + "that a payload does not name may be added by a later version, and is to be ignored. Where "
                    + "`events.base` is configured, the sources are `<base>/ca`, `<base>/dms-manager` and "
                    + "`<base>/device-manager`.",
                "## Types", types, "## Scalars", scalars, "## Payloads",
            ] + (try payloads()))
    }

    private static var types: String {
        Markdown.table(
            ["type", "subject", "source", "payload", "sent when"],
            EventCatalog.rows.map { row in
                [
                    Markdown.code(row.name), Markdown.code("\(row.subject.rawValue)/…"), Markdown.code(source(of: row)),
                    "[\(row.payloadName)](#\(row.payloadName.lowercased()))", row.summary,
                ]
            })
    }

    private static func source(of row: EventRow) -> String {
        switch row.producer {
        case .certificateAuthority: "lamassuiot.ca"
        case .dmsManager: "lamassuiot/dms-manager"
        case .deviceManager: "lamassuiot/device-manager"
        }
    }

    private static var scalars: String {
        let reasons = RevocationReason.allCases.map { Markdown.code($0.rawValue) }.joined(separator: ", ")
        return Markdown.table(
            ["type", "form"],
            [
                ["time", "RFC 3339 in UTC; where there was none, `0001-01-01T00:00:00Z`"],
                ["duration", "`1y`, `2w3d`, `1h30m`: `y` (364 days), `w`, `d`, `h`, `m`, `s`, `ms`, `us`, `ns`"],
                ["revocation reason", reasons],
                ["integer", "for a timestamp: milliseconds since 1970-01-01T00:00:00Z"],
            ])
    }

    private static func payloads() throws -> [String] {
        var seen: Set<String> = []
        return try EventCatalog.rows.filter { seen.insert($0.payloadName).inserted }.flatMap { row in
            let carriers = EventCatalog.rows.filter { $0.payloadName == row.payloadName }
            return [
                "### \(row.payloadName)",
                "Carried by " + carriers.map { Markdown.code($0.name) }.joined(separator: ", ") + ".",
                Markdown.table(["member", "type", "present"], try row.schema().memberLines().map(cells)),
            ]
        }
    }

    private static func cells(of line: SchemaMember) -> [String] {
        [Markdown.code(line.path), line.type, line.isRequired ? "always" : "where there is one"]
    }
}
