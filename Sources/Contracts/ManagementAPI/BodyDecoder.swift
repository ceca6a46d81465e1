public import JSONSchema

/// Turns the bytes of a request into a typed body, or says everything that is wrong with them.
///
/// First the syntax, then the shape (members that are not known are refused: they are most likely misspelt), then what
/// only the types know. Every fault has a JSON pointer.
public struct BodyDecoder<Body: Decodable & Sendable>: Sendable {
    private let schema: JSONSchema
    private let defaults: JSONValue?
    private let limits: JSONLimits

    /// - Parameter defaults: for each member of the body, what it is laid over, member by member, if it is there.
    public init(_ type: Body.Type, over defaults: [String: JSONValue] = [:], limits: JSONLimits = JSONLimits()) throws {
        schema = try JSONSchema.describing(type)
        self.defaults = defaults.isEmpty ? nil : .object(defaults)
        self.limits = limits
    }

    public func decode(_ bytes: [UInt8]) throws(Refusal) -> Body {
        guard bytes.count <= limits.sizeMax else { throw .bodyTooLarge(limits.sizeMax) }
        let value = completed(try parse(bytes))
        let violations = schema.violations(in: value, unknownMembers: .refused)
        guard violations.isEmpty else { throw .invalidBody(violations) }
        do {
            return try JSONValueDecoder.decode(Body.self, from: value)
        } catch {
            throw .invalidBody([SchemaViolation(decoding: error)])
        }
    }

    private func parse(_ bytes: [UInt8]) throws(Refusal) -> JSONValue {
        guard !bytes.isEmpty else {
            throw Refusal(.invalid, "invalid-json", "The body is empty; a JSON object is expected.")
        }
        do {
            return try JSONValue.parse(bytes, limits: limits)
        } catch {
            throw Refusal(.invalid, "invalid-json", "The body is not JSON: \(error).")
        }
    }

    private func completed(_ value: JSONValue) -> JSONValue {
        guard case .object(let defaults) = defaults, case .object(var members) = value else { return value }
        for (name, below) in defaults {
            if let given = members[name] { members[name] = given.over(below) }
        }
        return .object(members)
    }
}

extension Refusal {
    public static func bodyTooLarge(_ sizeMax: Int) -> Refusal {
        Refusal(.tooLarge, "body-too-large", "The body is longer than \(sizeMax) bytes, which is the limit.")
    }

    static func invalidBody(_ faults: [SchemaViolation]) -> Refusal {
        let first = faults.first.map { "\($0.pointer.isEmpty ? "the body" : $0.pointer) \($0.detail)" } ?? ""
        let more = faults.count > 1 ? ", and \(faults.count - 1) more" : ""
        return Refusal(.invalid, "invalid-body", "The body does not fit: \(first)\(more).", faults: faults)
    }
}

extension SchemaViolation {
    /// Where decoding stopped, and why.
    init(decoding error: any Error) {
        guard let error = error as? DecodingError else {
            self.init(pointer: "", detail: "cannot be read")
            return
        }
        let context: DecodingError.Context? =
            switch error {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
                .dataCorrupted(let context):
                context
            @unknown default: nil
            }
        let path = context?.codingPath ?? []
        let pointer = path.map { "/" + $0.stringValue.replacing("~", with: "~0").replacing("/", with: "~1") }
        self.init(pointer: pointer.joined(), detail: context?.debugDescription ?? "cannot be read")
    }
}
