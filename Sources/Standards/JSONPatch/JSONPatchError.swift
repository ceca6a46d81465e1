/// Why a patch is not carried out.
public struct JSONPatchError: Error, Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// It is not a patch at all.
        case malformed
        /// It names a place that the document does not have.
        case missingTarget
        /// A `test` found another value.
        case testFailed
        /// It is too large, or what comes of it is.
        case tooLarge
    }

    public let kind: Kind
    /// Counts the operations from 0; nil where the patch is wrong as a whole.
    public let index: Int?
    /// For a person.
    public let reason: String
    /// Where in the patch document the fault is, as a JSON Pointer.
    public let pointer: String

    init(_ kind: Kind, at index: Int?, _ reason: String, member: String? = nil) {
        self.kind = kind
        self.index = index
        self.reason = reason
        pointer = (index.map { "/\($0)" } ?? "") + (member.map { "/\($0)" } ?? "")
    }
}

extension JSONPatchError: CustomStringConvertible {
    public var description: String {
        index.map { "operation \($0): \(reason)" } ?? reason
    }
}

/// What went wrong in one operation.
struct OperationFailure: Error {
    let kind: JSONPatchError.Kind
    let reason: String

    static func missing(_ reason: String) -> OperationFailure {
        OperationFailure(kind: .missingTarget, reason: reason)
    }
}
