public import JSONPatch
import JSONSchema

extension JSONPatch {
    /// Reads the body of a PATCH.
    /// - Throws: `Refusal` with a JSON pointer to the operation that is wrong.
    public static func decode(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(Refusal) -> JSONPatch {
        let document: JSONValue
        do {
            document = try JSONValue.parse(bytes, limits: limits)
        } catch {
            throw Refusal(.invalid, "invalid-json", "The body is not JSON: \(error).")
        }
        do {
            return try JSONPatch(document: document)
        } catch {
            throw Refusal(error)
        }
    }

    /// A patch document, as the API's description shows it.
    static let schema = JSONSchema.array(
        .object(
            [
                .init("op", .string(.init(values: ["add", "remove", "replace", "move", "copy", "test"]))),
                .init("path", .text), .init("from", .text, isRequired: false),
                .init("value", .any, isRequired: false),
            ], others: .each(.any)))
}

extension Refusal {
    /// A patch that is none is the caller's mistake; one that does not suit what is there is a conflict (RFC 5789, section 2.2).
    public init(_ error: JSONPatchError) {
        switch error.kind {
        case .malformed, .tooLarge:
            self = .invalid("invalid-patch", at: error.pointer, "The JSON Patch cannot be applied: \(error).")
        case .missingTarget:
            self.init(
                .conflict, "patch-target-missing", "The JSON Patch does not suit what is there: \(error).",
                faults: [SchemaViolation(pointer: error.pointer, detail: error.reason)])
        case .testFailed:
            self.init(
                .conflict, "patch-test-failed", "The JSON Patch expects something else to be there: \(error).",
                faults: [SchemaViolation(pointer: error.pointer, detail: error.reason)])
        }
    }
}
