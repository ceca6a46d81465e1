import HTTPTypes
import ManagementAPI
import HTTPSemantics

/// What a request asks of the current state before it is carried out (RFC 9110, section 13).
struct Preconditions: Sendable {
    enum Verdict { case holds, notModified, failed }

    private let match: EntityTagList?
    private let noneMatch: EntityTagList?

    /// - Throws: `Refusal` where a header is not a list of tags.
    init(_ headers: HTTPFields) throws(Refusal) {
        match = try Self.list(.ifMatch, headers)
        noneMatch = try Self.list(.ifNoneMatch, headers)
    }

    var isEmpty: Bool { match == nil && noneMatch == nil }

    /// - Parameter tag: of the representation as it is now.
    func verdict(on tag: EntityTag, isRead: Bool) -> Verdict {
        if let match, !match.contains(tag, by: { $0.isStronglyEqual(to: $1) }) { return .failed }
        if let noneMatch, noneMatch.contains(tag, by: { $0.isWeaklyEqual(to: $1) }) {
            return isRead ? .notModified : .failed
        }
        return .holds
    }

    private static func list(_ name: HTTPField.Name, _ headers: HTTPFields) throws(Refusal) -> EntityTagList? {
        guard let text = headers[name] else { return nil }
        guard let list = EntityTagList(text) else {
            throw Refusal(
                .invalid, "invalid-precondition",
                "\(name.rawName) must be * or tags as ETag gave them, in their quotes.")
        }
        return list
    }
}

extension EntityTagList {
    fileprivate func contains(_ tag: EntityTag, by areEqual: (EntityTag, EntityTag) -> Bool) -> Bool {
        switch self {
        case .any: true
        case .tags(let tags): tags.contains { areEqual($0, tag) }
        }
    }
}

extension Refusal {
    static let preconditionFailed = Refusal(
        .preconditionFailed, "precondition-failed",
        "It is not in the state that the request asks for: it was changed meanwhile. Get it again and decide anew.")
}
