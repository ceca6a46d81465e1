public import JSONPatch
public import JSONSchema
import Events
import ManagementAPI

/// What becomes of the metadata of a CA or a certificate: an object that belongs to its callers, and that this server
/// only keeps (but for binding labels, which the cloud proxy reads).
public enum MetadataChange: Sendable {
    /// The whole object is another one.
    case replace([String: JSONValue])
    case patch(JSONPatch)

    /// The object after the change.
    /// - Throws: `Refusal` where the patch does not suit the object, or what comes of it is too large.
    func applied(to metadata: [String: JSONValue]) throws -> [String: JSONValue] {
        let result: [String: JSONValue]
        switch self {
        case .replace(let other): result = other
        case .patch(let patch): result = try Self.patched(metadata, patch)
        }
        try MetadataLimits.check(result, at: "")
        return result
    }

    private static func patched(
        _ metadata: [String: JSONValue], _ patch: JSONPatch
    ) throws(Refusal) -> [String: JSONValue] {
        let document: JSONValue
        do {
            document = try patch.applied(to: .object(metadata))
        } catch {
            throw Refusal(error)
        }
        guard case .object(let result) = document else {
            throw Refusal.invalid(
                "invalid-patch", at: "", "Metadata is an object, and would not be one after this patch.")
        }
        return result
    }
}

/// How much metadata a CA or a certificate has: each event of it carries all.
package enum MetadataLimits {
    /// Bytes of its JSON.
    static let sizeMax = 16 << 10
    static let depthMax = 16

    package static func check(_ metadata: [String: JSONValue], at pointer: String) throws {
        guard !metadata.isEmpty else { return }
        guard try WireJSON.encode(metadata).count <= sizeMax, isShallow(.object(metadata), depthMax) else {
            throw Refusal.invalid(
                "metadata-too-large", at: pointer,
                "Metadata has at most \(sizeMax) bytes of JSON and \(depthMax) levels; keep what is larger elsewhere, and "
                    + "a link to it here.")
        }
    }

    private static func isShallow(_ value: JSONValue, _ levels: Int) -> Bool {
        switch value {
        case .object(let members): levels > 0 && members.values.allSatisfy { isShallow($0, levels - 1) }
        case .array(let elements): levels > 0 && elements.allSatisfy { isShallow($0, levels - 1) }
        default: true
        }
    }
}
