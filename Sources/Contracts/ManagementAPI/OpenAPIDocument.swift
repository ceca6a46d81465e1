public import JSONSchema

/// The API as an OpenAPI 3.1 document, read off the table of endpoints.
public enum OpenAPIDocument {
    /// - Parameter named: schemas of the bodies that the table only names.
    /// - Throws: what describing a type throws, or `MissingSchema`.
    public static func make(
        _ endpoints: [Endpoint], title: String, version: String, named: [String: JSONSchema]
    ) throws -> JSONValue {
        var schemas: [String: JSONValue] = ["Problem": try JSONSchema.describing(Problem.self).document]
        var paths: [String: [String: JSONValue]] = [:]
        for endpoint in endpoints {
            for body in endpoint.bodies where schemas[body.name] == nil {
                schemas[body.name] = try schema(of: body, named).document
            }
            paths[endpoint.path.description, default: [:]][endpoint.method.rawValue.lowercased()] = endpoint.operation
        }
        return [
            "openapi": "3.1.0",
            "info": ["title": .string(title), "version": .string(version)],
            "paths": .object(paths.mapValues { .object($0) }),
            "components": [
                "schemas": .object(schemas),
                "securitySchemes": ["bearer": ["type": "http", "scheme": "bearer"]],
            ],
        ]
    }

    /// The table names a body that nobody described.
    public struct MissingSchema: Error, Equatable {
        public let name: String
    }

    private static func schema(of body: Endpoint.Body, _ named: [String: JSONSchema]) throws -> JSONSchema {
        if let describe = body.describe { return try describe() }
        guard let schema = named[body.name] else { throw MissingSchema(name: body.name) }
        return schema
    }
}

extension Endpoint {
    fileprivate var bodies: [Body] {
        let others = [request, accepted].compactMap { $0 }
        return switch answer {
        case .json(let body), .page(let body): [body] + others
        case .nothing, .media: others
        }
    }

    fileprivate var operation: JSONValue {
        var result: [String: JSONValue] = [
            "operationId": .string(id), "summary": .string(summary), "tags": [.string(tag)],
            "responses": .object(responses),
        ]
        if !roles.isEmpty { result["security"] = [["bearer": []]] }
        let places = path.parameters.map { name -> JSONValue in
            ["name": .string(name), "in": "path", "required": true, "schema": ["type": "string"]]
        }
        let all = places + parameters.map(\.document) + headerParameters
        if !all.isEmpty { result["parameters"] = .array(all) }
        if let request {
            result["requestBody"] = ["required": true, "content": [requestMediaType: .reference(request.name)]]
        }
        return .object(result)
    }

    private var tag: String {
        guard case .literal(let first)? = path.segments.first else { return "service" }
        if first == "v1", path.segments.count > 1, case .literal(let second) = path.segments[1] { return second }
        return "service"
    }

    private var responses: [String: JSONValue] {
        var responses: [String: JSONValue] = [
            "\(status)": .object(success),
            "default": ["description": "An error.", "content": [Problem.mediaType: .reference("Problem")]],
        ]
        if let accepted {
            responses["202"] = [
                "description": "Taken on; it goes on after this answer, and `Location` says how far it is.",
                "headers": ["Location": ["schema": ["type": "string"]]],
                "content": ["application/json": .reference(accepted.name)],
            ]
        }
        if method == .get && isTagged { responses["304"] = ["description": "The caller has the current one."] }
        return responses
    }

    private var success: [String: JSONValue] {
        var success = content
        if !answerHeaders.isEmpty { success["headers"] = .object(answerHeaders) }
        return success
    }

    private var content: [String: JSONValue] {
        switch answer {
        case .nothing: ["description": "Done."]
        case .json(let body): ["description": "Done.", "content": ["application/json": .reference(body.name)]]
        case .media(let type, let description):
            ["description": .string(description), "content": [type: [:]]]
        case .page(let body):
            [
                "description": "A page of the list.",
                "content": ["application/json": ["schema": .page(of: body.name)]],
            ]
        }
    }
}

extension Endpoint.Parameter {
    fileprivate var document: JSONValue {
        let schema = isRepeatable ? JSONSchema.array(schema) : schema
        return [
            "name": .string(name), "in": "query", "required": false, "description": .string(summary),
            "schema": schema.document,
        ]
    }
}

extension JSONValue {
    fileprivate static func reference(_ name: String) -> JSONValue {
        ["schema": ["$ref": .string("#/components/schemas/\(name)")]]
    }

    fileprivate static func page(of name: String) -> JSONValue {
        [
            "type": "object", "required": ["list", "next"],
            "properties": [
                "list": ["type": "array", "items": ["$ref": .string("#/components/schemas/\(name)")]],
                "next": ["type": "string", "description": "Bookmark of the next page; empty on the last."],
            ],
        ]
    }
}
