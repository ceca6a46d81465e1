/// One row of an answer; columns are read by their place in the SELECT list, which stands beside the code that reads them.
public struct Row: Sendable {
    public let values: [SQLValue]

    public init(values: [SQLValue]) {
        self.values = values
    }

    /// - Throws: `StorageError.unexpectedColumn` where there is no such column or it is not text.
    public func text(_ column: Int) throws(StorageError) -> String {
        guard case .text(let value) = try value(column) else { throw unexpected(column, "text") }
        return value
    }

    public func integer(_ column: Int) throws(StorageError) -> Int64 {
        guard case .integer(let value) = try value(column) else { throw unexpected(column, "integer") }
        return value
    }

    public func bytes(_ column: Int) throws(StorageError) -> [UInt8] {
        guard case .bytes(let value) = try value(column) else { throw unexpected(column, "bytes") }
        return value
    }

    public func bool(_ column: Int) throws(StorageError) -> Bool {
        try integer(column) != 0
    }

    public func textOrNull(_ column: Int) throws(StorageError) -> String? {
        try value(column) == .null ? nil : try text(column)
    }

    public func integerOrNull(_ column: Int) throws(StorageError) -> Int64? {
        try value(column) == .null ? nil : try integer(column)
    }

    public func bytesOrNull(_ column: Int) throws(StorageError) -> [UInt8]? {
        try value(column) == .null ? nil : try bytes(column)
    }

    private func value(_ column: Int) throws(StorageError) -> SQLValue {
        guard values.indices.contains(column) else {
            throw .unexpectedColumn("there is no column \(column) among \(values.count)")
        }
        return values[column]
    }

    /// Names the kind of what is there, never the value: it may be a secret.
    private func unexpected(_ column: Int, _ expected: String) -> StorageError {
        .unexpectedColumn("column \(column) holds \(values[column].kind), not \(expected)")
    }
}

extension SQLValue {
    fileprivate var kind: String {
        switch self {
        case .null: "null"
        case .integer: "integer"
        case .text: "text"
        case .bytes: "bytes"
        }
    }
}
