import JSONSchema

extension Endpoint {
    /// The headers that a request may have, as OpenAPI parameters.
    var headerParameters: [JSONValue] {
        switch method {
        case .get where isTagged:
            [
                Self.header("If-None-Match", "ETags that the caller has; 304 where one of them is the current one."),
                Self.header("If-Match", "ETags, or `*`; 412 where none of them is the current one."),
            ]
        case .put, .patch, .delete:
            [Self.header("If-Match", "ETags of what `\(changes ?? id)` shows, or `*`; 412 where none is current.")]
        case .post: [Self.header(HeaderNames.idempotencyKey, keyMeaning)]
        case .get: []
        }
    }

    /// The headers of a success; empty where there are none.
    var answerHeaders: [String: JSONValue] {
        var headers: [String: JSONValue] = [:]
        if isTagged { headers["ETag"] = Self.text("A strong tag of this very body.") }
        if method == .post {
            headers[HeaderNames.idempotencyReplayed] = Self.text("`true` on an answer that was kept.")
        }
        if status == 201 { headers["Location"] = Self.text("The path of what was created.") }
        return headers
    }

    private var keyMeaning: String {
        let outcome =
            isReplayable
            ? "Sent again under the same key within 24 hours, the request gets the same answer and changes nothing."
            : "Sent again under the same key within 24 hours, the request changes nothing; its answer is not kept."
        return outcome + " 1 to 255 printable characters of ASCII, bare or as a quoted string."
    }

    private static func header(_ name: String, _ meaning: String) -> JSONValue {
        [
            "name": .string(name), "in": "header", "required": false, "description": .string(meaning),
            "schema": ["type": "string"],
        ]
    }

    private static func text(_ meaning: String) -> JSONValue {
        ["description": .string(meaning), "schema": ["type": "string"]]
    }
}
