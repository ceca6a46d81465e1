// JSON Event Format 1.0.2.
extension CloudEvent {
    /// The media type of one event in JSON (section 3).
    public static let jsonMediaType = "application/cloudevents+json"
    /// The media type of a batch in JSON (section 4).
    public static let jsonBatchMediaType = "application/cloudevents-batch+json"

    /// The event as a JSON object.
    public var json: [UInt8] {
        var buffer: [UInt8] = []
        appendJSON(to: &buffer)
        return buffer
    }

    /// Several events as a JSON array.
    public static func jsonBatch(_ events: some Sequence<CloudEvent>) -> [UInt8] {
        var buffer: [UInt8] = []
        appendJSONBatch(events, to: &buffer)
        return buffer
    }

    /// Appends several events as a JSON array.
    public static func appendJSONBatch(_ events: some Sequence<CloudEvent>, to buffer: inout [UInt8]) {
        buffer.append(UInt8(ascii: "["))
        var isFirst = true
        for event in events {
            if !isFirst { buffer.append(UInt8(ascii: ",")) }
            isFirst = false
            event.appendJSON(to: &buffer)
        }
        buffer.append(UInt8(ascii: "]"))
    }

    /// Appends the event as a JSON object: specversion, id, source, type, subject, time, datacontenttype, dataschema,
    /// the extensions by name, data. The same event always gives the same bytes.
    public func appendJSON(to buffer: inout [UInt8]) {
        buffer += #"{"specversion":"1.0","id":"#.utf8
        JSONText.append(id, to: &buffer)
        buffer += #","source":"#.utf8
        JSONText.append(source, to: &buffer)
        buffer += #","type":"#.utf8
        JSONText.append(type, to: &buffer)
        Self.appendMember(#","subject":"#, subject, to: &buffer)
        Self.appendMember(#","time":"#, time?.text, to: &buffer)
        Self.appendMember(#","datacontenttype":"#, dataContentType, to: &buffer)
        Self.appendMember(#","dataschema":"#, dataSchema, to: &buffer)
        for name in extensionNames {
            extensions[name]?.appendMember(name, to: &buffer)
        }
        data?.appendMember(to: &buffer)
        buffer.append(UInt8(ascii: "}"))
    }

    private static func appendMember(_ name: String, _ value: String?, to buffer: inout [UInt8]) {
        guard let value else { return }
        buffer += name.utf8
        JSONText.append(value, to: &buffer)
    }
}

extension CloudEvent.ExtensionValue {
    /// Section 2.2. The name needs no escapes.
    fileprivate func appendMember(_ name: String, to buffer: inout [UInt8]) {
        buffer += ",\"".utf8
        buffer += name.utf8
        buffer += "\":".utf8
        switch self {
        case .boolean, .integer: buffer += canonicalText.utf8
        case .string, .binary, .uri, .uriReference, .timestamp:
            JSONText.append(canonicalText, to: &buffer)
        }
    }
}

extension CloudEvent.Payload {
    /// Section 3.1.1.
    fileprivate func appendMember(to buffer: inout [UInt8]) {
        switch self {
        case .json(let bytes):
            buffer += #","data":"#.utf8
            buffer += bytes
        case .text(let text):
            buffer += #","data":"#.utf8
            JSONText.append(text, to: &buffer)
        case .binary(let bytes):
            buffer += #","data_base64":""#.utf8
            Base64.append(bytes, to: &buffer)
            buffer.append(UInt8(ascii: "\""))
        }
    }
}
