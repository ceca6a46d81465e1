/// Why something is not a CloudEvent: a code to act on, a place, and a sentence to read.
///
/// No value of an attribute and nothing of the payload is in it.
public struct CloudEventError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// A required attribute is not there.
        case missingAttribute
        /// An attribute that must not be empty is.
        case emptyAttribute
        /// A name has something else than `a` to `z` and `0` to `9`.
        case invalidAttributeName
        /// An extension has the name of a defined attribute, or of the payload.
        case reservedAttributeName
        /// A value has a type that the attribute, or any attribute, cannot have.
        case wrongAttributeType
        /// A control character or a Unicode noncharacter.
        case disallowedCharacter
        /// An integer that does not fit 32 bits.
        case integerOutOfRange
        /// Not a URI-reference (RFC 3986 section 4.1).
        case invalidURIReference
        /// Not an absolute URI (RFC 3986 section 4.3).
        case invalidURI
        /// Not a timestamp of RFC 3339.
        case invalidTimestamp
        /// Not a media type of RFC 2046.
        case invalidMediaType
        /// A `specversion` other than 1.0.
        case unsupportedSpecVersion
        /// The payload is not of the kind that `datacontenttype` declares.
        case dataContentTypeMismatch
        /// Both `data` and `data_base64`.
        case dataGivenTwice
        /// Not base64 (RFC 4648 section 4).
        case invalidBase64
        /// Not JSON text (RFC 8259) in UTF-8, or not the JSON that is expected here.
        case malformedJSON
        /// A JSON object with a member name twice.
        case duplicateMember
        /// JSON nested deeper than this module reads.
        case nestingTooDeep
        /// A message in an event format or character set that this module does not read.
        case unsupportedFormat
        /// A header value that is no encoding of an attribute.
        case invalidHeaderValue
        /// A header that must not be there, or is there twice.
        case unexpectedHeader
        /// A batch where one event is expected.
        case unexpectedBatch
    }

    /// What is wrong.
    public let code: Code
    /// The name of the attribute, member or header, in printable ASCII and cut to 64 characters; nil for a whole
    /// document.
    public let attribute: String?
    /// What is wrong, for people.
    public let sentence: String
    /// Which event of a batch, counted from 0.
    public internal(set) var batchIndex: Int?

    init(_ code: Code, _ attribute: String?, _ sentence: String) {
        self.code = code
        self.attribute = attribute.map(CloudEventError.printable)
        self.sentence = sentence
    }

    public var description: String {
        let event = batchIndex.map { "event \($0): " } ?? ""
        let place = attribute.map { "\($0): " } ?? ""
        return "\(event)\(place)\(sentence) (\(code.rawValue))"
    }

    /// Names come from outside too, and errors end up in logs.
    private static func printable(_ name: String) -> String {
        let shown = name.unicodeScalars.prefix(64).map { scalar -> Character in
            (0x20..<0x7F).contains(scalar.value) ? Character(scalar) : "?"
        }
        return String(shown)
    }

    /// For errors of values that do not know which attribute they are.
    func naming(_ attribute: String) -> CloudEventError {
        CloudEventError(code, attribute, sentence)
    }

    func inBatch(at index: Int) -> CloudEventError {
        var located = self
        located.batchIndex = index
        return located
    }
}
