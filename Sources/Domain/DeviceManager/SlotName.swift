public import ManagementAPI

/// The slot of a device that a common name speaks of: `device`, or `slot:device`.
public struct SlotName: Sendable, Hashable {
    public static let defaultSlot = "default"
    private static let lengthMax = 64

    public let deviceID: String
    public let slotID: String

    /// A name that was read from a common name before.
    package init(deviceID: String, slotID: String) {
        self.deviceID = deviceID
        self.slotID = slotID
    }

    /// - Throws: `Refusal` where the common name names no device.
    public init(commonName: String) throws(Refusal) {
        let parts = commonName.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }) else {
            throw Refusal(
                .invalid, "common-name-malformed",
                "The common name must be the device's id, or slot:device with one colon, both parts not empty.")
        }
        guard commonName.count <= Self.lengthMax, commonName.unicodeScalars.allSatisfy(Self.isPlain) else {
            throw Refusal(
                .invalid, "common-name-malformed",
                "The common name must have at most \(Self.lengthMax) characters and no control characters "
                    + "or others that cannot be seen (RFC 5280, ub-common-name).")
        }
        guard parts.allSatisfy({ $0.first?.isWhitespace == false && $0.last?.isWhitespace == false }) else {
            throw Refusal(
                .invalid, "common-name-malformed",
                "The common name must not begin or end with white space, nor must the device's id or the slot in it.")
        }
        deviceID = String(parts[parts.count - 1])
        slotID = parts.count == 2 ? String(parts[0]) : Self.defaultSlot
    }

    /// The name becomes part of an event's subject, which takes neither control characters nor noncharacters
    /// (CloudEvents 1.0, "Type System"). What cannot be seen, or turns the direction of writing, would make two devices
    /// look like one to a person.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: !scalar.properties.isNoncharacterCodePoint
        }
    }
}
