/// Finds the row of a request: a tree of path segments, built once.
public struct RouteTable: Sendable {
    public enum Match: Sendable, Equatable {
        /// Index of the row, and the values of its places in order, percent-decoded.
        case endpoint(Int, [String])
        /// The path exists, with other methods.
        case otherMethods([Endpoint.Method])
        case unknown
    }

    private struct Node {
        var literals: [Substring: Node] = [:]
        var parameter: [Node] = []
        var rows: [Endpoint.Method: Int] = [:]
    }

    private var root = Node()

    /// A literal segment goes before a place. No two rows may have the same method and path.
    public init(_ endpoints: [Endpoint]) {
        for (index, endpoint) in endpoints.enumerated() {
            Self.insert(index, endpoint.method, endpoint.path.segments[...], into: &root)
        }
    }

    private static func insert(
        _ row: Int, _ method: Endpoint.Method, _ path: ArraySlice<PathTemplate.Segment>, into node: inout Node
    ) {
        switch path.first {
        case nil:
            precondition(node.rows[method] == nil, "two rows have the same method and path")
            node.rows[method] = row
        case .literal(let text):
            insert(row, method, path.dropFirst(), into: &node.literals[text[...], default: Node()])
        case .parameter:
            if node.parameter.isEmpty { node.parameter.append(Node()) }
            insert(row, method, path.dropFirst(), into: &node.parameter[0])
        }
    }

    /// - Parameter path: as it was sent, without the query.
    public func match(_ method: Endpoint.Method?, _ path: Substring) -> Match {
        guard path.first == "/" else { return .unknown }
        let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        var values: [String] = []
        guard let node = Self.find(segments[...], below: root, &values), !node.rows.isEmpty else { return .unknown }
        guard let method, let row = node.rows[method] else {
            return .otherMethods(Endpoint.Method.allCases.filter { node.rows[$0] != nil })
        }
        return .endpoint(row, values)
    }

    private static func find(_ path: ArraySlice<Substring>, below node: Node, _ values: inout [String]) -> Node? {
        guard let segment = path.first else { return node }
        if let next = node.literals[segment] { return find(path.dropFirst(), below: next, &values) }
        guard let next = node.parameter.first, !segment.isEmpty, let value = PercentEncoding.decoded(segment) else {
            return nil
        }
        values.append(value)
        return find(path.dropFirst(), below: next, &values)
    }
}
