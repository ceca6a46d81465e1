import CertificateAuthority
import JSONSchema
import ManagementAPI

/// What a device may be described by: each of its events carries all of it.
enum DeviceDescription {
    private static let nameMax = 255
    private static let textMax = 4_096
    private static let tagsMax = 64

    /// - Throws: `Refusal` with a JSON pointer to every wrong member.
    static func check(_ body: UpdateDeviceBody) throws {
        var faults: [SchemaViolation] = []
        let names = [("/alias", body.alias), ("/icon_name", body.iconName), ("/icon_color", body.iconColor)]
        for (pointer, name) in names where !isPlain(name ?? "", upTo: nameMax) {
            faults.append(fault(pointer, nameMax))
        }
        if let text = body.description, text.unicodeScalars.count > textMax {
            faults.append(SchemaViolation(pointer: "/description", detail: "must have at most \(textMax) characters"))
        }
        let tags = body.tags ?? []
        if tags.count > tagsMax {
            faults.append(SchemaViolation(pointer: "/tags", detail: "must have at most \(tagsMax) tags"))
        }
        for (index, tag) in tags.enumerated() where tag.isEmpty || !isPlain(tag, upTo: nameMax) {
            faults.append(fault("/tags/\(index)", nameMax))
        }
        guard faults.isEmpty else {
            let summary = faults.map { "\($0.pointer) \($0.detail)" }.joined(separator: "; ")
            throw Refusal(.invalid, "device-invalid", "The device cannot be so: \(summary).", faults: faults)
        }
        if let metadata = body.metadata { try MetadataLimits.check(metadata, at: "/metadata") }
    }

    private static func fault(_ pointer: String, _ most: Int) -> SchemaViolation {
        SchemaViolation(
            pointer: pointer, detail: "must have at most \(most) characters, none of them a control character")
    }

    private static func isPlain(_ text: String, upTo most: Int) -> Bool {
        text.unicodeScalars.count <= most
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}
