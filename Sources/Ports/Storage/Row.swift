/// One row of an answer; columns are read by their place in the SELECT list, which stands beside the code that reads them.
public struct Row: Sendable {
    public let values: [SQLValue]

    public init(values: [SQLValue]) {
        self.values = values
    }

    /// - Throws: `StorageError.unexpectedColumn` where the column is not text.
    public func text(_ column: Int) throws(StorageError) -> String {
        guard case .text(let value) = values[column] else { throw unexpected(column, "text") }
        return value
    }

    public func integer(_ column: Int) throws(StorageError) -> Int64 {
        guard case .integer(let value) = values[column] else { throw unexpected(column, "integer") }
        return value
    }

    public func bytes(_ column: Int) throws(StorageError) -> [UInt8] {
        guard case .bytes(let value) = values[column] else { throw unexpected(column, "bytes") }
        return value
    }

    public func bool(_ column: Int) throws(StorageError) -> Bool {
        try integer(column) != 0
    }

    public func textOrNull(_ column: Int) throws(StorageError) -> String? {
        values[column] == .null ? nil : try text(column)
    }

    public func integerOrNull(_ column: Int) throws(StorageError) -> Int64? {
        values[column] == .null ? nil : try integer(column)
    }

    public func bytesOrNull(_ column: Int) throws(StorageError) -> [UInt8]? {
        values[column] == .null ? nil : try bytes(column)
    }

    private func unexpected(_ column: Int, _ expected: String) -> StorageError {
        .unexpectedColumn("column \(column) holds \(values[column]), not \(expected)")
    }
}
