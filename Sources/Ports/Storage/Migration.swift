/// One step of the schema's diary. Applied once, in the order given, each in a transaction; never edited afterwards.
public struct Migration: Sendable {
    /// Sorts and names the step, for instance `certificate-authority/001`.
    public let id: String
    public let statements: @Sendable (SQLDialect) -> [SQL]

    public init(_ id: String, _ statements: @escaping @Sendable (SQLDialect) -> [SQL]) {
        self.id = id
        self.statements = statements
    }
}
