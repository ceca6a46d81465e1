/// How much JSON is read.
public struct JSONLimits: Sendable, Equatable {
    /// In bytes.
    public let sizeMax: Int
    /// How deep objects and arrays may stand in each other.
    public let depthMax: Int

    public init(sizeMax: Int = 1 << 20, depthMax: Int = 32) {
        self.sizeMax = sizeMax
        self.depthMax = depthMax
    }
}

/// Where a text stops being JSON, and what was expected there.
public struct JSONSyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Both count from 1; the column in bytes.
    public let line: Int
    public let column: Int
    public let reason: String

    public var description: String { "line \(line), column \(column): \(reason)" }
}
