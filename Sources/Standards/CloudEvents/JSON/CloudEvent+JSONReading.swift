// JSON Event Format 1.0.2.
extension CloudEvent {
    /// Reads one event in JSON.
    ///
    /// Members that are `null` are absent, but for `data` where JSON is declared: there `null` is the payload. Every
    /// member that the specification does not define is an extension. JSON data is kept byte for byte.
    public init(json bytes: [UInt8]) throws(CloudEventError) {
        var scanner = JSONScanner(bytes)
        let members = try EventMembers(&scanner)
        try scanner.requireEnd()
        self = try members.event()
    }

    /// Reads a batch in JSON; errors say which event is wrong.
    public static func events(jsonBatch bytes: [UInt8]) throws(CloudEventError) -> [CloudEvent] {
        var events: [CloudEvent] = []
        var scanner = JSONScanner(bytes)
        try scanner.array { (scanner) throws(CloudEventError) in
            do throws(CloudEventError) {
                events.append(try EventMembers(&scanner).event())
            } catch {
                throw error.inBatch(at: events.count)
            }
        }
        try scanner.requireEnd()
        return events
    }
}

/// The members of one JSON object that is to become an event.
private struct EventMembers {
    private var members: [(name: String, value: JSONScanner.Value)] = []
    private let bytes: [UInt8]

    init(_ scanner: inout JSONScanner) throws(CloudEventError) {
        bytes = scanner.bytes
        var found: [(name: String, value: JSONScanner.Value)] = []
        try scanner.object { (scanner, name) throws(CloudEventError) in
            found.append((JSONText.string(scanner.bytes[name]), try scanner.value()))
        }
        members = found
    }

    func event() throws(CloudEventError) -> CloudEvent {
        let version = try required("specversion")
        guard version == CloudEvent.specVersion else {
            throw CloudEventError(.unsupportedSpecVersion, "specversion", "Only version 1.0 is supported.")
        }
        let contentType = try text("datacontenttype")
        return try CloudEvent(
            id: required("id"),
            source: required("source"),
            type: required("type"),
            subject: text("subject"),
            time: CloudEvent.Timestamp(attribute: text("time")),
            dataContentType: contentType,
            dataSchema: text("dataschema"),
            data: payload(contentType),
            extensions: extensions()
        )
    }

    // MARK: Attributes

    private func value(_ name: String) -> JSONScanner.Value? {
        members.first { $0.name == name }?.value
    }

    private func required(_ name: String) throws(CloudEventError) -> String {
        guard let text = try text(name) else {
            throw CloudEventError(.missingAttribute, name, "The attribute is required.")
        }
        return text
    }

    private func text(_ name: String) throws(CloudEventError) -> String? {
        guard let value = value(name), value.kind != .null else { return nil }
        guard value.kind == .string else {
            throw CloudEventError(.wrongAttributeType, name, "The value has to be a JSON string.")
        }
        return JSONText.string(bytes[value.range])
    }

    private func extensions() throws(CloudEventError) -> [String: CloudEvent.ExtensionValue] {
        var extensions: [String: CloudEvent.ExtensionValue] = [:]
        for (name, value) in members where !AttributeRule.isReserved(name) && name != "data_base64" {
            // Also of one that is null and therefore absent.
            try AttributeRule.requireExtensionName(name)
            extensions[name] = try extensionValue(value, name)
        }
        return extensions
    }

    private func extensionValue(
        _ value: JSONScanner.Value,
        _ name: String
    ) throws(CloudEventError) -> CloudEvent.ExtensionValue? {
        switch value.kind {
        case .null: return nil
        case .string: return .string(JSONText.string(bytes[value.range]))
        case .boolean: return .boolean(bytes[value.range.lowerBound] == UInt8(ascii: "t"))
        case .integer:
            guard let integer = Int32(String(decoding: bytes[value.range], as: UTF8.self)) else {
                throw CloudEventError(.integerOutOfRange, name, "The integer does not fit 32 bits.")
            }
            return .integer(integer)
        case .object, .array, .decimal:
            throw CloudEventError(.wrongAttributeType, name, "Only strings, integers and booleans are attributes.")
        }
    }

    // MARK: Payload

    /// Section 3.1.2.
    private func payload(_ contentType: String?) throws(CloudEventError) -> CloudEvent.Payload? {
        if let base64 = try text("data_base64") {
            guard value("data") == nil else {
                throw CloudEventError(.dataGivenTwice, "data_base64", "There is data already.")
            }
            guard let bytes = Base64.decode(Array(base64.utf8)[...]) else {
                throw CloudEventError(.invalidBase64, "data_base64", "This is not base64 of RFC 4648 section 4.")
            }
            return .binary(bytes)
        }
        guard let data = value("data") else { return nil }
        let mediaType = try AttributeRule.mediaType(contentType, of: "datacontenttype")
        if mediaType?.declaresJSON ?? true { return .json(Array(bytes[data.range])) }
        switch data.kind {
        case .null: return nil
        case .string: return .text(JSONText.string(bytes[data.range]))
        default:
            throw CloudEventError(.dataContentTypeMismatch, "data", "The content type asks for a JSON string here.")
        }
    }
}

extension CloudEvent.Timestamp {
    /// The attribute `time`, where it is there.
    init?(attribute text: String?) throws(CloudEventError) {
        guard let text else { return nil }
        do throws(CloudEventError) {
            try self.init(text)
        } catch {
            throw error.naming("time")
        }
    }
}
