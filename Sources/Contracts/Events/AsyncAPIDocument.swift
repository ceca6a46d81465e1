public import JSONSchema

/// The events as an AsyncAPI 3.0 document, read off the event table.
public enum AsyncAPIDocument {
    /// - Parameters:
    ///   - title: of the document.
    ///   - version: of the software.
    ///   - address: path of the endpoint that gives out the log.
    /// - Throws: what describing a payload throws.
    public static func make(
        _ rows: [EventRow], title: String, version: String, address: String
    ) throws -> JSONValue {
        var schemas: [String: JSONValue] = ["CloudEvent": envelope]
        for row in rows { schemas[row.payloadName] = try row.schema().document }
        return [
            "asyncapi": "3.0.0",
            "info": [
                "title": .string(title), "version": .string(version),
                "description": "Every committed change of the PKI, in order, as CloudEvents 1.0.",
            ],
            "defaultContentType": "application/cloudevents+json",
            "channels": ["events": channel(rows, address)],
            "operations": ["sendEvents": operation],
            "components": [
                "messages": .object(Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0.message) })),
                "schemas": .object(schemas),
            ],
        ]
    }

    private static func channel(_ rows: [EventRow], _ address: String) -> JSONValue {
        let messages = rows.map { ($0.name, JSONValue.reference("components/messages/\($0.name)")) }
        return [
            "address": .string(address), "title": "The event log",
            "description": "Read from a cursor, in batches or as a live stream.",
            "messages": .object(Dictionary(uniqueKeysWithValues: messages)),
        ]
    }

    private static let operation: JSONValue = [
        "action": "send", "channel": .reference("channels/events"),
        "summary": "Sends each event of the log that the reader asked for, at least once, in the order of the log.",
        "bindings": ["http": ["method": "GET", "bindingVersion": "0.3.0"]],
    ]

    /// CloudEvents 1.0, section 3, as this product fills it in.
    private static let envelope: JSONValue = [
        "type": "object",
        "required": [
            "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "data",
            "sequence", "partitionkey", "actor",
        ],
        "properties": [
            "specversion": ["type": "string", "const": "1.0"],
            "id": .attribute("UUID of version 7, in lower case."),
            "source": .attribute("The part of the product that speaks."),
            "type": .attribute("The event type."),
            "subject": .attribute("What the event is about."),
            "time": ["type": "string", "format": "date-time", "description": "The moment of the change."],
            "datacontenttype": ["type": "string", "const": "application/json"],
            "dataschema": ["type": "string", "format": "uri", "description": "The schema of the payload's version."],
            "data": ["type": "object", "description": "The payload."],
            "sequence": [
                "type": "string", "pattern": "^[0-9]{20}$",
                "description": "Position in the log: contiguous, and sorts as text.",
            ],
            "partitionkey": .attribute("The subject."),
            "actor": .attribute("Who asked: an authenticated identity."),
            "causationid": .attribute("Id of the request or event that caused this one."),
            "traceparent": .attribute("W3C trace context."),
        ],
    ]
}

extension EventRow {
    /// What the schema of the payload is called, for instance `CA`; several rows may share one.
    public var payloadName: String {
        let name = String(describing: payload)
        return name.hasSuffix("Payload") ? String(name.dropLast("Payload".count)) : name
    }

    fileprivate var message: JSONValue {
        let members: JSONValue = [
            "type": ["const": .string(name)], "subject": ["pattern": .string("^\(subject.rawValue)/")],
            "data": .reference("components/schemas/\(payloadName)"),
        ]
        return [
            "name": .string(name), "summary": .string(summary), "contentType": "application/cloudevents+json",
            "payload": [
                "allOf": [.reference("components/schemas/CloudEvent"), ["type": "object", "properties": members]]
            ],
        ]
    }
}

extension JSONValue {
    fileprivate static func reference(_ path: String) -> JSONValue { ["$ref": .string("#/\(path)")] }

    fileprivate static func attribute(_ description: String) -> JSONValue {
        ["type": "string", "minLength": 1, "description": .string(description)]
    }
}
