/// A path with places to fill, for instance `/v1/cas/{id}/status`.
public struct PathTemplate: Sendable, Hashable, CustomStringConvertible {
    public enum Segment: Sendable, Hashable {
        case literal(String)
        case parameter(String)
    }

    public let segments: [Segment]
    public let description: String

    init(_ text: String) {
        description = text
        segments = text.split(separator: "/").map { part in
            part.hasPrefix("{") ? .parameter(String(part.dropFirst().dropLast())) : .literal(String(part))
        }
    }

    /// Names of the places, in order.
    public var parameters: [String] {
        segments.compactMap { segment in
            if case .parameter(let name) = segment { name } else { nil }
        }
    }

    /// The path with its places filled in order; what is not plain in a path is percent-encoded.
    public func filled(_ values: [String]) -> String {
        precondition(values.count == parameters.count, "\(description) has \(parameters.count) places")
        var rest = values[...]
        return segments.reduce(into: "") { path, segment in
            switch segment {
            case .literal(let text): path += "/\(text)"
            case .parameter: path += "/\(PercentEncoding.encoded(rest.removeFirst()))"
            }
        }
    }
}
