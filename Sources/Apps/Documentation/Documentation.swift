import Events
import JSONSchema
import ManagementAPI
import ManagementHTTP
import Server

/// What is written down of the tables in the code: schemas of the events, and reference pages.
public enum Documentation {
    /// All generated files; equal code gives equal bytes.
    /// - Throws: what describing a type throws.
    public static func files() throws -> [GeneratedFile] {
        let named = try ManagementSchemas.named()
        let asyncAPI = try AsyncAPIDocument.make(
            EventCatalog.rows, title: "Shedu events", version: version, address: EndpointCatalog.path("listEvents"))
        let openAPI = try OpenAPIDocument.make(
            EndpointCatalog.rows, title: "Shedu management API", version: version, named: named)
        return try EventCatalog.rows.map(schema) + [
            GeneratedFile("docs/reference/events.md", try EventsPage.text()),
            GeneratedFile("docs/reference/asyncapi.json", try GeneratedFile.json(asyncAPI)),
            GeneratedFile("docs/reference/api.md", APIPage.text()),
            GeneratedFile("docs/reference/openapi.json", try GeneratedFile.json(openAPI)),
            GeneratedFile("docs/reference/configuration.md", ConfigurationPage.text()),
        ]
    }

    /// The folder that holds nothing but generated files.
    public static let schemaFolder = "schemas"

    /// Of the software, as the documents say it.
    private static let version = "0.1.0"

    private static func schema(of row: EventRow) throws -> GeneratedFile {
        var document: [String: JSONValue] = [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": .string("urn:shedu:schema:\(row.name):\(row.version)"),
            "title": .string(row.name),
            "description": .string(row.summary),
        ]
        if case .object(let members) = try row.schema().document { document.merge(members) { $1 } }
        return GeneratedFile(
            "\(schemaFolder)/\(row.name)/\(row.version).json", try GeneratedFile.json(.object(document)))
    }
}
