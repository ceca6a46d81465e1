import JSONSchema
import ManagementAPI
import Testing

@Suite struct RouteTableTests {
    private let table = RouteTable(EndpointCatalog.rows)

    private func match(_ method: Endpoint.Method?, _ path: String) -> String {
        switch table.match(method, path[...]) {
        case .endpoint(let index, let values): ([EndpointCatalog.rows[index].id] + values).joined(separator: " ")
        case .otherMethods(let methods): "not \(methods.map(\.rawValue).joined(separator: " "))"
        case .unknown: "unknown"
        }
    }

    @Test(
        "a request finds its row, and its values are decoded",
        arguments: [
            ("GET", "/v1/cas", "listCAs"), ("POST", "/v1/cas", "createCA"), ("GET", "/v1/cas/a%20b", "showCA a b"),
            ("POST", "/v1/cas/a/certificates/sign", "sign a"), ("GET", "/v1/events/types", "listEventTypes"),
            ("POST", "/v1/connectors/c/parked/device%2Fpump-7/retry", "retryParkedWork c device/pump-7"),
            ("GET", "/v1/schemas/ca.create/1", "showSchema ca.create 1"), ("DELETE", "/v1/cas", "not GET POST"),
            ("BREW", "/v1/dms/x/status", "not PUT"), ("GET", "/v1/cas/", "unknown"),
            ("GET", "/v1/cas//status", "unknown"),
            ("GET", "/v1/cas/%f", "unknown"), ("GET", "/v1/cas/%ff", "unknown"), ("GET", "/v1/cas/%", "unknown"),
            ("GET", "", "unknown"), ("GET", "/", "unknown"), ("GET", "v1/cas", "unknown"),
            ("GET", "//v1/cas", "unknown"),
            ("GET", "/v1", "unknown"), ("GET", "/V1/cas", "unknown"), ("GET", "*", "unknown"),
        ])
    func routes(method: String, path: String, expected: String) {
        #expect(match(Endpoint.Method(rawValue: method), path) == expected)
    }

    @Test("every row is found by its own filled path, whatever is filled in")
    func every() {
        for row in EndpointCatalog.rows {
            let values = row.path.parameters.map { "a/b ?#%é\($0)" }
            #expect(match(row.method, row.path.filled(values)) == ([row.id] + values).joined(separator: " "))
        }
    }

    @Test("ids are unique, only health is open, and what creates says 201")
    func catalog() {
        #expect(Set(EndpointCatalog.rows.map(\.id)).count == EndpointCatalog.rows.count)
        for row in EndpointCatalog.rows {
            #expect(row.roles.isEmpty == row.path.description.hasPrefix("/health/"), "\(row.id)")
            let creates =
                ["create", "import"].contains { row.id.hasPrefix($0) } || ["sign", "bindCA"].contains(row.id)
            // What comes into a slot was there before.
            #expect((row.status == 201) == (creates && row.id != "importIntoSlot"), "\(row.id)")
            #expect(row.summary.hasSuffix("."), "\(row.id)")
        }
    }

    @Test("query items are decoded in order; a broken escape makes none")
    func query() throws {
        let items = try #require(PercentEncoding.queryItems("a=1&filter=x%5Beq%5D1+2&b&a=%C3%A9"))
        #expect(items.map { "\($0.0)=\($0.1)" } == ["a=1", "filter=x[eq]1 2", "b=", "a=é"])
        for broken in ["a=%", "a=%z1", "%ff=1", "a=%1"] {
            #expect((PercentEncoding.queryItems(broken[...]) == nil) as Bool)
        }
    }

    @Test("a body that is named and not described stops the OpenAPI document")
    func missing() {
        #expect(throws: OpenAPIDocument.MissingSchema.self) {
            try OpenAPIDocument.make(EndpointCatalog.rows, title: "x", version: "1", named: [:])
        }
    }
}
