import CertificateAuthority
import Events
import JSONSchema
import Listing
import ManagementAPI
import Storage

/// A filter of devices that has a name.
struct DeviceGroup: Sendable, Equatable {
    let name: String
    var description: String
    var filters: [ListFilter]
    let createdAt: Timestamp

    private static let nameMax = 64
    private static let descriptionMax = 4_096

    /// - Throws: `Refusal` with a JSON pointer to every wrong member.
    init(_ body: DeviceGroupBody, at time: Timestamp) throws(Refusal) {
        var faults: [SchemaViolation] = []
        let isClean = body.name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
        }
        if !isClean || !(1...Self.nameMax).contains(body.name.utf8.count) {
            faults.append(
                SchemaViolation(
                    pointer: "/name",
                    detail: "must have 1 to \(Self.nameMax) of the characters A-Z, a-z, 0-9, \"-\", \"_\" and \".\""))
        }
        if (body.description ?? "").unicodeScalars.count > Self.descriptionMax {
            faults.append(
                SchemaViolation(
                    pointer: "/description", detail: "must have at most \(Self.descriptionMax) characters"))
        }
        var filters: [ListFilter] = []
        for (index, text) in body.filters.enumerated() {
            do {
                let filter = try ListFilter(text)
                try DeviceList.check([filter])
                filters.append(filter)
            } catch {
                faults.append(SchemaViolation(pointer: "/filters/\(index)", detail: "is wrong: \(error)"))
            }
        }
        if body.filters.count > ListQuery.filtersMax - 1 {
            faults.append(
                SchemaViolation(pointer: "/filters", detail: "must be at most \(ListQuery.filtersMax - 1)"))
        }
        guard faults.isEmpty else {
            let summary = faults.map { "\($0.pointer) \($0.detail)" }.joined(separator: "; ")
            throw Refusal(.invalid, "device-group-invalid", "The group cannot be so: \(summary).", faults: faults)
        }
        name = body.name
        description = body.description ?? ""
        self.filters = filters
        createdAt = time
    }

    var view: DeviceGroupView {
        DeviceGroupView(
            name: name, description: description, filters: filters.map(\.text),
            creationTimestamp: createdAt.milliseconds)
    }
}

extension DeviceGroup {
    static let columns: SQL = "name, description, filters, created_at"

    init(row: Row) throws {
        name = try row.text(0)
        description = try row.text(1)
        filters = try (row.json(2) as [String]).map { try ListFilter($0) }
        createdAt = Timestamp(milliseconds: try row.integer(3))
    }

    func filtersText() throws -> String { try WireJSON.text(filters.map(\.text)) }
}

extension ListFilter {
    /// As on the wire.
    var text: String { "\(field)[\(operand.rawValue)]\(value)" }
}

extension Reading where Self: ~Copyable {
    func deviceGroup(_ name: String) throws -> DeviceGroup? {
        try first("SELECT \(DeviceGroup.columns) FROM device_group WHERE name = \(name)").map(DeviceGroup.init(row:))
    }

    /// - Throws: `Refusal` where there is no such group.
    func existingDeviceGroup(_ name: String) throws -> DeviceGroup {
        guard let group = try deviceGroup(name) else { throw Refusal.notFound("device-group", name) }
        return group
    }
}
