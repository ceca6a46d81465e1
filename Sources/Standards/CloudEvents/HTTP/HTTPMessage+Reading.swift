// HTTP Protocol Binding 1.0.2.
extension HTTPMessage {
    /// The mode that `content-type` tells (section 3). A message that carries no event at all looks binary.
    public var contentMode: ContentMode {
        let contentType =
            headers.first { $0.name.lowercased() == "content-type" }?.value.lowercased() ?? ""
        let mediaType = contentType.drop { $0 == " " || $0 == "\t" }
        if mediaType.hasPrefix("application/cloudevents-batch") { return .batched }
        return mediaType.hasPrefix("application/cloudevents") ? .structured : .binary
    }

    /// The events in a message of any mode.
    /// - Throws: ``CloudEventError``, `missingAttribute` also where the message carries no event at all.
    public func events() throws(CloudEventError) -> [CloudEvent] {
        switch contentMode {
        case .binary:
            return [try BinaryModeReader(self).event()]
        case .structured:
            try requireFormat(CloudEvent.jsonMediaType)
            return [try CloudEvent(json: body)]
        case .batched:
            try requireFormat(CloudEvent.jsonBatchMediaType)
            return try CloudEvent.events(jsonBatch: body)
        }
    }

    /// The event in a message of binary or structured mode.
    /// - Throws: ``CloudEventError``, `unexpectedBatch` for one of batched mode.
    public func event() throws(CloudEventError) -> CloudEvent {
        let events = contentMode == .batched ? [] : try events()
        guard let event = events.first else {
            throw CloudEventError(.unexpectedBatch, nil, "One event is expected here, not a batch.")
        }
        return event
    }

    private func requireFormat(_ essence: String) throws(CloudEventError) {
        let mediaType = try contentType().flatMap { MediaType($0) }
        guard let mediaType, mediaType.essence == essence, mediaType.isUTF8 else {
            throw CloudEventError(.unsupportedFormat, "content-type", "Only JSON in UTF-8 is read here.")
        }
    }

    /// The value of the one header of that name, without white space around it.
    fileprivate func contentType() throws(CloudEventError) -> String? {
        let values = headers.filter { $0.name.lowercased() == "content-type" }
        guard values.count <= 1 else {
            throw CloudEventError(.unexpectedHeader, "content-type", "The header is there more than once.")
        }
        return values.first.map { HTTPHeaderText.trimmed($0.value) }
    }
}

/// Section 3.1: attributes in headers, data as the body.
private struct BinaryModeReader {
    private var attributes: [String: String] = [:]
    private let contentType: String?
    private let body: [UInt8]

    init(_ message: HTTPMessage) throws(CloudEventError) {
        contentType = try message.contentType()
        body = message.body
        for (header, value) in message.headers {
            let name = header.lowercased()
            guard name.hasPrefix("ce-") else { continue }
            try add(String(name.dropFirst(3)), value)
        }
    }

    private mutating func add(_ name: String, _ value: String) throws(CloudEventError) {
        guard name != "datacontenttype", name != "data" else {
            throw CloudEventError(.unexpectedHeader, "ce-" + name, "This attribute has no header of its own.")
        }
        guard attributes[name] == nil else {
            throw CloudEventError(.unexpectedHeader, "ce-" + name, "The header is there more than once.")
        }
        guard let text = HTTPHeaderText.decode(value) else {
            throw CloudEventError(.invalidHeaderValue, name, "The value is not encoded as section 3.1.3.2 says.")
        }
        attributes[name] = text
    }

    func event() throws(CloudEventError) -> CloudEvent {
        guard try required("specversion") == CloudEvent.specVersion else {
            throw CloudEventError(.unsupportedSpecVersion, "specversion", "Only version 1.0 is supported.")
        }
        let mediaType = try AttributeRule.mediaType(contentType, of: "datacontenttype")
        return try CloudEvent(
            id: required("id"),
            source: required("source"),
            type: required("type"),
            subject: attributes["subject"],
            time: CloudEvent.Timestamp(attribute: attributes["time"]),
            dataContentType: contentType,
            dataSchema: attributes["dataschema"],
            data: payload(mediaType),
            extensions: attributes.filter { !AttributeRule.isReserved($0.key) }.mapValues { .string($0) }
        )
    }

    private func required(_ name: String) throws(CloudEventError) -> String {
        guard let value = attributes[name] else {
            throw CloudEventError(.missingAttribute, name, "The attribute is required.")
        }
        return value
    }

    /// The body as what the content type declares. Without one it is bytes: the JSON format's default is not HTTP's.
    private func payload(_ mediaType: MediaType?) throws(CloudEventError) -> CloudEvent.Payload? {
        guard !body.isEmpty else { return nil }
        guard let mediaType, mediaType.isUTF8 else { return .binary(body) }
        if mediaType.declaresJSON {
            do throws(CloudEventError) {
                return try .checkedJSON(body)
            } catch {
                throw error.naming("data")
            }
        }
        guard mediaType.declaresText, let text = String(validating: body, as: UTF8.self) else {
            return .binary(body)
        }
        return .text(text)
    }
}
