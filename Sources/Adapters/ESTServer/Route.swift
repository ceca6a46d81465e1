import HTTPTypes

/// Where a request path leads: `/.well-known/est/<operation>` or `/.well-known/est/<label>/<operation>`
/// (RFC 7030, 3.2.2). A query is ignored.
enum Route: Equatable {
    case operation(Operation, label: String?)
    case unknownOperation
    case unknownPath
    case malformedLabel

    init(path: String) {
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

/// RFC 3986, 2.1. Nil if a `%` is not followed by two hexadecimal digits, or if the bytes are not UTF-8 or control.
func percentDecoded(_ text: some StringProtocol) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8.makeIterator()
    while let byte = rest.next() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        guard let high = rest.next().flatMap(hexDigit), let low = rest.next().flatMap(hexDigit) else { return nil }
        bytes.append(high << 4 | low)
    }
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { return nil }
    return String(validating: bytes, as: UTF8.self)
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
