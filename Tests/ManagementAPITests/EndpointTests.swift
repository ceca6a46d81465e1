import Events
import JSONSchema
import ManagementAPI
import Testing

@Suite struct EndpointTests {
    @Test("whatever is put, patched or deleted is shown by a row under the same values, and that row tags it")
    func changes() throws {
        for row in EndpointCatalog.rows {
            guard [.put, .patch, .delete].contains(row.method) else {
                #expect(row.changes == nil, "\(row.id)")
                continue
            }
            let shown = try #require(row.changes.flatMap(EndpointCatalog.row), "\(row.id)")
            #expect(shown.method == .get && shown.isTagged, "\(row.id)")
            #expect(shown.path.parameters == row.path.parameters, "\(row.id)")
        }
    }

    @Test("one object is tagged, and neither a list nor the hot answer of an issuance is")
    func tagged() {
        let tagged = Set(EndpointCatalog.rows.filter(\.isTagged).map(\.id))
        #expect(tagged.isSuperset(of: ["showCA", "createCA", "updateCAStatus", "showDevice", "bindCA"]))
        #expect(
            tagged.isDisjoint(with: [
                "sign", "createCertificate", "listCAs", "deleteConnector", "replaySubscription", "openAPI",
            ]))
    }

    @Test("the document says where keys and conditions are taken, and where tags are given")
    func document() throws {
        let named = Dictionary(
            uniqueKeysWithValues: [
                "Profile", "EventType", "Subscription", "ParkedEvent", "Connector", "ConnectorConfiguration", "Binding",
                "Work", "PlanEntry", "ApplyEntry", "CloudDevice",
            ].map { ($0, JSONSchema.text) })
        let document = try OpenAPIDocument.make(EndpointCatalog.rows, title: "x", version: "1", named: named)
        for row in EndpointCatalog.rows {
            let operation = document["paths"]?[row.path.description]?[row.method.rawValue.lowercased()]
            let text = String(decoding: try WireJSON.encode(try #require(operation, "\(row.id)")), as: UTF8.self)
            let isChange = [.put, .patch, .delete].contains(row.method)
            let isTaggedRead = row.method == .get && row.isTagged
            #expect(text.contains(#""name":"Idempotency-Key""#) == (row.method == .post), "\(row.id)")
            #expect(text.contains(#""name":"If-Match""#) == (isChange || isTaggedRead), "\(row.id)")
            #expect(text.contains(#""name":"If-None-Match""#) == isTaggedRead, "\(row.id)")
            #expect(text.contains(#""304""#) == isTaggedRead, "\(row.id)")
            #expect(text.contains(#""ETag""#) == row.isTagged, "\(row.id)")
        }
    }
}

extension JSONValue {
    fileprivate subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }
}
