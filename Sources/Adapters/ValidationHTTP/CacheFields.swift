import HTTPSemantics
import NIOHTTP1

/// For how long an answer may be kept, in the words of HTTP (RFC 5019, section 6; RFC 9111).
struct CacheFields {
    /// Nil where the answer must not be kept.
    private let validators: (tag: EntityTag, lastModified: Int64)?
    private let fields: [(String, String)]

    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - limit: seconds that caches keep an answer at most.
    init(_ answer: ValidationAnswer, now: Int64, limit: Int64) {
        guard let thisUpdate = answer.thisUpdate, let nextUpdate = answer.nextUpdate, nextUpdate > now else {
            validators = nil
            fields = [("Cache-Control", "no-store")]
            return
        }
        let tag = answer.tag.map { EntityTag(opaque: $0) } ?? EntityTag(of: answer.body)
        validators = (tag, thisUpdate)
        let age = min(nextUpdate - now, max(0, limit))
        fields = [
            ("Last-Modified", HTTPDate.format(thisUpdate)), ("Expires", HTTPDate.format(nextUpdate)),
            ("ETag", tag.description), ("Cache-Control", "max-age=\(age), public, no-transform, must-revalidate"),
        ]
    }

    func add(to headers: inout HTTPHeaders) {
        for (name, value) in fields { headers.add(name: name, value: value) }
    }

    /// Whether the client has these bytes already (RFC 9110, section 13.2.2). Asked of GET and HEAD only.
    func isKnown(by request: HTTPHeaders, now: Int64) -> Bool {
        guard let validators else { return false }
        let tags = request[canonicalForm: "If-None-Match"]
        guard tags.isEmpty else { return Self.lists(validators.tag, tags) }
        guard let text = request.first(name: "If-Modified-Since"), let since = HTTPDate.parse(text, now: now) else {
            return false
        }
        return validators.lastModified <= since
    }

    private static func lists(_ tag: EntityTag, _ texts: [Substring]) -> Bool {
        // A list of tags is split at its commas by then, and no tag of ours has one.
        texts.contains { text in
            switch EntityTagList(String(text)) {
            case .any: true
            case .tags(let tags): tags.contains { $0.isWeaklyEqual(to: tag) }
            case nil: false
            }
        }
    }
}
