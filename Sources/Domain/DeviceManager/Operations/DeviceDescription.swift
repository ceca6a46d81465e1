public import JSONSchema
public import ManagementAPI
import CertificateAuthority

/// What a device is described by, as far as somebody says it: each of its events carries all of it.
public struct DeviceDescription: Sendable {
    let alias: String?
    let description: String?
    let tags: [String]
    let iconName: String?
    let iconColor: String?
    let metadata: [String: JSONValue]

    private static let nameMax = 255
    private static let textMax = 4_096
    private static let tagsMax = 50

    public init(_ body: CreateDeviceBody) {
        alias = body.alias
        description = body.description
        tags = body.tags ?? []
        iconName = body.iconName
        iconColor = body.iconColor
        metadata = body.metadata ?? [:]
    }

    init(_ body: UpdateDeviceBody) {
        alias = body.alias
        description = body.description
        tags = body.tags ?? []
        iconName = body.iconName
        iconColor = body.iconColor
        metadata = body.metadata ?? [:]
    }

    /// All that is wrong with it.
    public var faults: [SchemaViolation] {
        var faults: [SchemaViolation] = []
        func check(_ pointer: String, _ text: String?, _ bounds: ClosedRange<Int>) {
            guard let text, !Self.isClean(text, bounds) else { return }
            let bounds = "\(bounds.lowerBound) to \(bounds.upperBound)"
            faults.append(
                SchemaViolation(pointer: pointer, detail: "must have \(bounds) characters and no control characters"))
        }
        check("/alias", alias, 1...Self.nameMax)
        check("/description", description, 0...Self.textMax)
        check("/icon_name", iconName, 0...Self.nameMax)
        check("/icon_color", iconColor, 0...Self.nameMax)
        for (index, tag) in tags.enumerated() { check("/tags/\(index)", tag, 1...Self.nameMax) }
        if tags.count > Self.tagsMax {
            faults.append(SchemaViolation(pointer: "/tags", detail: "must have at most \(Self.tagsMax) tags"))
        }
        if let refusal = Self.refusal(of: metadata) { faults += refusal.faults }
        return faults
    }

    private static func refusal(of metadata: [String: JSONValue]) -> Refusal? {
        do {
            try MetadataLimits.check(metadata, at: "/metadata")
            return nil
        } catch {
            return error as? Refusal
        }
    }

    private static func isClean(_ text: String, _ bounds: ClosedRange<Int>) -> Bool {
        bounds.contains(text.unicodeScalars.count)
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.properties.generalCategory != .control && !scalar.properties.isNoncharacterCodePoint
            }
    }
}

extension Refusal {
    /// - Parameter summary: what cannot be done, without the reasons.
    public static func ofDevice(_ summary: String, _ faults: [SchemaViolation]) -> Refusal {
        let reasons = faults.map { "\($0.pointer) \($0.detail)" }.joined(separator: "; ")
        return Refusal(.invalid, "device-invalid", "\(summary): \(reasons).", faults: faults)
    }
}
