import DeviceManager
import JSONSchema
import ManagementAPI

extension CreateDeviceBody {
    /// All that is wrong with it in itself.
    var faults: [SchemaViolation] { Self.faults(ofID: id) + DeviceDescription(self).faults }

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
}
