import JSONSchema
import ManagementAPI

/// Everything that is wrong with the settings of a DMS, each with a pointer to where it stands in the body.
struct DMSFaults: Sendable {
    private(set) var all: [SchemaViolation] = []

    mutating func add(_ pointer: String, _ detail: String) {
        all.append(SchemaViolation(pointer: pointer, detail: detail))
    }

    mutating func add(_ more: [SchemaViolation]) { all += more }

    /// - Parameter verb: what cannot be done with the DMS, for instance `created`.
    /// - Throws: `Refusal` that names every fault.
    func ensureNone(_ verb: String) throws(Refusal) {
        guard !all.isEmpty else { return }
        let first = all.prefix(Self.spelledOutMax).map { "\($0.pointer) \($0.detail)" }.joined(separator: "; ")
        let more = all.count > Self.spelledOutMax ? "; and \(all.count - Self.spelledOutMax) more" : ""
        throw Refusal(.invalid, "dms-invalid", "The DMS cannot be \(verb): \(first)\(more).", faults: all)
    }

    private static let spelledOutMax = 5
}

extension DMSFaults {
    /// A text that people read.
    mutating func check(_ text: String, at pointer: String, isRequired: Bool = false) {
        let scalars = text.unicodeScalars
        let isPlain = scalars.allSatisfy {
            $0.properties.generalCategory != .control && !$0.properties.isNoncharacterCodePoint
        }
        let fits = scalars.count <= Self.textLengthMax && !(isRequired && text.isEmpty)
        guard !isPlain || !fits else { return }
        add(
            pointer,
            "must have \(isRequired ? "1" : "0") to \(Self.textLengthMax) characters and no control characters")
    }

    /// A list in which order says what comes first, and nothing stands twice.
    mutating func check(_ list: [String], at pointer: String, countMax: Int) {
        if list.count > countMax { add(pointer, "must have at most \(countMax) entries") }
        var seen: Set<String> = []
        for (index, entry) in list.enumerated() where !seen.insert(entry).inserted {
            add("\(pointer)/\(index)", "stands there twice")
        }
    }

    private static let textLengthMax = 64
    /// More CAs than a DMS deals with.
    static let casMax = 64

    /// The name is an EST label and part of an MQTT topic.
    mutating func checkName(_ name: String) {
        let isClean = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
        }
        if isClean, (1...Self.nameLengthMax).contains(name.utf8.count), !Self.operationNames.contains(name) { return }
        add(
            "/name",
            "must have 1 to \(Self.nameLengthMax) of the characters A-Z, a-z, 0-9, \"-\", \"_\" and \".\", "
                + "and be none of EST's operations")
    }

    private static let nameLengthMax = 64

    /// A label must not be mistaken for an operation (RFC 7030, section 3.2.2).
    private static let operationNames: Set = [
        "cacerts", "simpleenroll", "simplereenroll", "fullcmc", "serverkeygen", "csrattrs",
    ]
}
