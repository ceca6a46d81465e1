extension CloudEvent {
    /// A value of an extension, in one of the types that the specification has.
    ///
    /// On the wire only Boolean and Integer are told apart, and only in JSON; everything else is text. Readers
    /// therefore give ``string(_:)``, and the properties here read it as the type that the extension is known to have.
    public enum ExtensionValue: Sendable, Hashable {
        case boolean(Bool)
        case integer(Int32)
        /// Text without control characters and noncharacters; it may be empty.
        case string(String)
        /// Bytes, on the wire as base64.
        case binary([UInt8])
        /// An absolute URI (RFC 3986 section 4.3).
        case uri(String)
        /// A URI-reference (RFC 3986 section 4.1).
        case uriReference(String)
        case timestamp(Timestamp)
    }
}

extension CloudEvent.ExtensionValue {
    /// The canonical string encoding ("Type System" in the specification), which is also what HTTP headers carry.
    public var canonicalText: String {
        switch self {
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .string(let value), .uri(let value), .uriReference(let value): value
        case .binary(let value): String(decoding: Base64.encode(value), as: UTF8.self)
        case .timestamp(let value): value.text
        }
    }

    /// As a Boolean: one, or the text `true` or `false`.
    public var booleanValue: Bool? {
        switch self {
        case .boolean(let value): value
        case .string("true"): true
        case .string("false"): false
        default: nil
        }
    }

    /// As an Integer: one, or the text of one as JSON writes it (no plus sign, no leading zeros).
    public var integerValue: Int32? {
        switch self {
        case .integer(let value): value
        case .string(let text): Int32(text).flatMap { String($0) == text || text == "-0" ? $0 : nil }
        default: nil
        }
    }

    /// As bytes: Binary, or text in base64.
    public var binaryValue: [UInt8]? {
        switch self {
        case .binary(let value): value
        case .string(let text): Base64.decode(Array(text.utf8)[...])
        default: nil
        }
    }

    /// As a point in time: one, or text of RFC 3339.
    public var timestampValue: CloudEvent.Timestamp? {
        switch self {
        case .timestamp(let value): value
        case .string(let text): try? CloudEvent.Timestamp(text)
        default: nil
        }
    }

    func requireValid(as name: String) throws(CloudEventError) {
        try AttributeRule.requireExtensionName(name)
        switch self {
        case .boolean, .integer, .binary, .timestamp: break
        case .string(let value): try AttributeRule.requireAllowedCharacters(value, of: name)
        case .uri(let value): try AttributeRule.requireURI(value, of: name)
        case .uriReference(let value):
            // Unlike `source`, an extension may be the empty reference to the same document.
            if !value.isEmpty { try AttributeRule.requireURIReference(value, of: name) }
        }
    }
}

extension CloudEvent.ExtensionValue: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
}

extension CloudEvent.ExtensionValue: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int32) { self = .integer(value) }
}

extension CloudEvent.ExtensionValue: ExpressibleByBooleanLiteral {
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
}
