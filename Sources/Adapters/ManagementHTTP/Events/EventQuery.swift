import EventLog
import Events
import HTTPTypes
import ManagementAPI

/// What a reader of the log asks for.
struct EventQuery: Sendable, Equatable {
    static let limitDefault = 100
    static let limitMax = 1000

    var after: Int64 = 0
    var limit = limitDefault
    var types: [String] = []
    var subject: String?

    var filter: EventFilter { EventFilter(types: types, subject: subject) }

    init(_ items: [(String, String)]) throws {
        for (name, value) in items where !value.isEmpty { try take(name, value) }
    }

    /// - Parameter items: as of the whole log, but for the subject.
    init(ofDevice id: String, _ items: [(String, String)]) throws {
        guard !items.contains(where: { $0.0 == "subject" }) else {
            throw Refusal(
                .invalid, "unknown-parameter",
                "\"subject\" is not a parameter of a device's timeline; use after, limit, type.")
        }
        try self.init(items)
        subject = "device/\(id)"
    }

    private mutating func take(_ name: String, _ value: String) throws {
        switch name {
        case "after": after = try Self.number(value, 0...Int64.max, "after")
        case "limit": limit = Int(try Self.number(value, 1...Int64(Self.limitMax), "limit"))
        case "type":
            guard EventCatalog.row(named: value) != nil else {
                throw Refusal(
                    .invalid, "unknown-event-type", "There is no event type \"\(value)\"; see /v1/events/types.")
            }
            types.append(value)
        case "subject": subject = value
        default:
            throw Refusal(
                .invalid, "unknown-parameter",
                "\"\(name)\" is not a parameter of the log; use after, limit, type, subject.")
        }
    }

    static func number(_ text: String, _ range: ClosedRange<Int64>, _ name: String) throws -> Int64 {
        guard let number = Int64(text), range.contains(number) else {
            throw Refusal(
                .invalid, "invalid-number",
                "\(name) is \"\(text)\" and must be a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }
}
