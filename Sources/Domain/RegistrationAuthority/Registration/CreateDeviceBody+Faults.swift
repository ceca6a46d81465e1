import DeviceManager
import JSONSchema
import ManagementAPI

extension CreateDeviceBody {
    private static let tagsMax = 50

    /// All that is wrong with it in itself.
    var faults: [SchemaViolation] {
        var faults = Self.faults(ofID: id)
        func text(_ pointer: String, _ text: String?, _ bounds: ClosedRange<Int>) {
            guard let text, !Self.isClean(text, bounds) else { return }
            let bounds = "\(bounds.lowerBound) to \(bounds.upperBound)"
            faults.append(
                SchemaViolation(pointer: pointer, detail: "must have \(bounds) characters and no control characters"))
        }
        text("/alias", alias, 1...255)
        text("/description", description, 0...4_096)
        text("/icon_name", iconName, 0...255)
        text("/icon_color", iconColor, 0...255)
        for (index, tag) in (tags ?? []).enumerated() { text("/tags/\(index)", tag, 1...255) }
        if let tags, tags.count > Self.tagsMax {
            faults.append(SchemaViolation(pointer: "/tags", detail: "must have at most \(Self.tagsMax) tags"))
        }
        return faults
    }

    /// It becomes the common name of its certificates.
    private static func faults(ofID id: String) -> [SchemaViolation] {
        do {
            guard try SlotName(commonName: id).slotID == SlotName.defaultSlot, !id.contains(":") else {
                return [SchemaViolation(pointer: "/id", detail: "must have no colon: slots are not registered")]
            }
            return []
        } catch {
            return [
                SchemaViolation(pointer: "/id", detail: "can be no common name of a certificate: \(error.sentence)")
            ]
        }
    }

    private static func isClean(_ text: String, _ bounds: ClosedRange<Int>) -> Bool {
        bounds.contains(text.count)
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.properties.generalCategory != .control && !scalar.properties.isNoncharacterCodePoint
            }
    }
}
