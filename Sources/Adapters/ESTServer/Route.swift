import HTTPTypes
import HTTPSemantics

/// Where a request path leads: `/.well-known/est/<operation>` or `/.well-known/est/<label>/<operation>`
/// (RFC 7030, 3.2.2). A query is ignored.
enum Route: Equatable {
    case operation(Operation, label: String?)
    case unknownOperation
    case unknownPath
    case malformedLabel
    case fault(Fault)

    init(path: String) {
        if let fault = Fault(target: path) {
            self = .fault(fault)
            return
        }
        let path = path.prefix { $0 != "?" && $0 != "#" }
        guard path.hasPrefix(Self.prefix) else {
            self = .unknownPath
            return
        }
        let segments = path.dropFirst(Self.prefix.count).split(separator: "/", omittingEmptySubsequences: false)
        switch segments.count {
        case 1: self = Self.operation(segments[0], label: nil)
        case 2: self = Self.labelled(segments[0], segments[1])
        default: self = .unknownPath
        }
    }

    /// The name for counters: only names that are ours, so that nobody outside can make new ones.
    var operationName: String {
        if case .operation(let operation, _) = self { operation.rawValue } else { "unknown" }
    }

    private static func labelled(_ segment: Substring, _ operation: Substring) -> Route {
        guard let label = percentDecoded(segment), !label.isEmpty, label.utf8.count <= labelBytesMax else {
            return .malformedLabel
        }
        // RFC 7030, 3.2.2: a label must not be the name of an operation.
        guard Operation(rawValue: label) == nil else { return .unknownPath }
        return self.operation(operation, label: label)
    }

    private static func operation(_ segment: Substring, label: String?) -> Route {
        guard let operation = Operation(rawValue: String(segment)) else { return .unknownOperation }
        return .operation(operation, label: label)
    }

    private static let prefix = "/.well-known/est/"
    private static let labelBytesMax = 255
}
