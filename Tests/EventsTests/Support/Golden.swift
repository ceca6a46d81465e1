import Events
import Foundation
import JSONSchema
import TestSupport

/// The example payload of an event type, in `Golden/<type>.json`, laid out for people.
struct Golden {
    let row: EventRow
    /// Without the layout: as the wire has it.
    let bytes: [UInt8]

    init(_ row: EventRow) throws {
        self.row = row
        let laidOut = try RepositoryRoot.contents(
            of: "Tests/EventsTests/Golden/\(row.name).json", above: Self.sourceFile)
        bytes = Self.withoutLayout(laidOut)
    }

    static func all() throws -> [Golden] { try EventCatalog.rows.map(Golden.init) }

    var value: JSONValue {
        get throws { try WireJSON.decode(JSONValue.self, from: bytes) }
    }

    /// Drops the white space between tokens and touches nothing else.
    private static func withoutLayout(_ json: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var isInString = false
        var isEscaped = false
        for byte in json {
            if isInString {
                isInString = byte != UInt8(ascii: "\"") || isEscaped
                isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            } else if [0x20, 0x0A, 0x0D, 0x09].contains(byte) {
                continue
            } else {
                isInString = byte == UInt8(ascii: "\"")
            }
            result.append(byte)
        }
        return result
    }

    /// Where this file really is, also where the package sees its folder through a link.
    static let sourceFile = URL(filePath: #filePath).resolvingSymlinksInPath().path
}
