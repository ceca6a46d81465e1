extension CloudEvent {
    /// The payload of an event, as bytes that need no further encoding.
    public enum Payload: Sendable, Hashable {
        /// One JSON value, encoded already: RFC 8259 in UTF-8. Writers copy these bytes as they are.
        ///
        /// Whoever makes this case vouches for the bytes; ``checkedJSON(_:)`` looks. Readers always look.
        /// Goes with no content type, or one that declares JSON (`*/json`, `*/*+json`).
        case json([UInt8])
        /// Text. Goes with a content type that does not declare JSON.
        case text(String)
        /// Anything. Goes with any content type, and with none.
        case binary([UInt8])
    }
}

extension CloudEvent.Payload {
    /// A JSON payload of bytes that come from outside.
    ///
    /// White space around the value is left out.
    /// - Throws: `malformedJSON`, `duplicateMember` or `nestingTooDeep`, with the place in the sentence.
    public static func checkedJSON(_ bytes: [UInt8]) throws(CloudEventError) -> CloudEvent.Payload {
        var scanner = JSONScanner(bytes)
        let value = try scanner.value()
        try scanner.requireEnd()
        return .json(Array(bytes[value.range]))
    }

    /// The payload itself, as the body of a binary-mode message has it.
    public var bytes: [UInt8] {
        switch self {
        case .json(let bytes), .binary(let bytes): bytes
        case .text(let text): Array(text.utf8)
        }
    }

    /// JSON format 1.0.2 section 3.1: the payload has to be of the kind that the content type declares.
    func requireFit(_ mediaType: MediaType?) throws(CloudEventError) {
        let declaresJSON = mediaType?.declaresJSON ?? true
        switch self {
        case .json(let bytes) where bytes.isEmpty:
            throw CloudEventError(.malformedJSON, "data", "There is no JSON value in zero bytes.")
        case .json where !declaresJSON:
            throw CloudEventError(.dataContentTypeMismatch, "data", "JSON data needs a content type of JSON, or none.")
        case .text where declaresJSON:
            throw CloudEventError(.dataContentTypeMismatch, "data", "Text needs a content type that is not JSON.")
        case .json, .text, .binary:
            break
        }
    }
}
