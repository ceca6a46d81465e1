/// One event, as CloudEvents 1.0 defines it (cloudevents/spec v1.0.2): context attributes, extensions and a payload.
///
/// A value that exists is valid: the initialiser checks every rule of the specification and throws a
/// ``CloudEventError`` that names the attribute. It does not change afterwards; ``settingExtension(_:to:)``
/// gives a changed copy.
///
/// ```swift
/// let event = try CloudEvent(
///     id: "A234-1234-1234",
///     source: "/sensors/tn-1234567",
///     type: "com.example.temperature.measured",
///     subject: "probe/7",
///     time: CloudEvent.Timestamp("2018-04-05T17:31:00.123456789Z"),
///     dataContentType: "application/json",
///     data: .json(Array(#"{"celsius":21.5}"#.utf8)),
///     extensions: ["sequence": "00000000000000000042", "sampled": true]
/// )
///
/// // JSON format: one event, or a batch.
/// var line: [UInt8] = []
/// event.appendJSON(to: &line)
/// let same = try CloudEvent(json: line)
/// let batch = CloudEvent.jsonBatch([event, same])
/// let both = try CloudEvent.events(jsonBatch: batch)
///
/// // HTTP, with any client or server: copy the headers and the body.
/// let message = HTTPMessage.binary(event)
/// let received = try HTTPMessage(headers: message.headers, body: message.body).events()
/// ```
///
/// Equality is that of the members. Strings compare as Swift strings do, and JSON payloads byte for byte.
public struct CloudEvent: Sendable, Hashable {
    /// The version of the specification that every event here follows.
    public static let specVersion = "1.0"

    /// Identifies the event among those of its `source`. Never empty.
    public let id: String
    /// Where the event happened: a URI-reference (RFC 3986 section 4.1). Never empty.
    public let source: String
    /// What happened. Never empty.
    public let type: String
    /// What it happened to, within the source. Never empty.
    public let subject: String?
    /// When it happened.
    public let time: Timestamp?
    /// The media type of ``data`` (RFC 2046). Absent together with ``Payload/json(_:)`` means `application/json`.
    public let dataContentType: String?
    /// The schema that ``data`` adheres to: an absolute URI (RFC 3986 section 4.3, hence without a fragment).
    public let dataSchema: String?
    /// The payload.
    public let data: Payload?
    /// Further attributes by name.
    public private(set) var extensions: [String: ExtensionValue]

    /// Sorted once, because writers need a fixed order and an event is written more often than made.
    private(set) var extensionNames: [String]

    /// Makes an event, or says which attribute breaks which rule.
    ///
    /// The one thing taken on trust are the bytes of ``Payload/json(_:)``, so that JSON which is encoded already
    /// costs nothing more; for bytes from outside use ``Payload/checkedJSON(_:)``.
    public init(
        id: String,
        source: String,
        type: String,
        subject: String? = nil,
        time: Timestamp? = nil,
        dataContentType: String? = nil,
        dataSchema: String? = nil,
        data: Payload? = nil,
        extensions: [String: ExtensionValue] = [:]
    ) throws(CloudEventError) {
        try AttributeRule.requireText(id, of: "id")
        try AttributeRule.requireURIReference(source, of: "source")
        try AttributeRule.requireText(type, of: "type")
        if let subject { try AttributeRule.requireText(subject, of: "subject") }
        if let dataSchema { try AttributeRule.requireURI(dataSchema, of: "dataschema") }
        let mediaType = try AttributeRule.mediaType(dataContentType, of: "datacontenttype")
        try data?.requireFit(mediaType)
        for (name, value) in extensions { try value.requireValid(as: name) }
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.dataContentType = dataContentType
        self.dataSchema = dataSchema
        self.data = data
        self.extensions = extensions
        self.extensionNames = extensions.keys.sorted()
    }

    /// The same event with one extension set, or taken away where `value` is nil.
    public func settingExtension(_ name: String, to value: ExtensionValue?) throws(CloudEventError) -> CloudEvent {
        var changed = self
        if let value { try value.requireValid(as: name) }
        changed.extensions[name] = value
        changed.extensionNames = changed.extensions.keys.sorted()
        return changed
    }
}
