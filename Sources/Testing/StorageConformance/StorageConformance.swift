public import Storage

/// What every engine promises, as checks that know nothing of the engine.
///
///     @Test("an engine keeps its promises", arguments: StorageConformance.checks)
///     func conforms(_ check: StorageCheck) async throws { try await check.run(engine) }
public enum StorageConformance {
    public static let checks: [StorageCheck] =
        valueChecks + refusalChecks + isolationChecks + commitChecks + migrationChecks + closingChecks
}

/// An engine as the checks use it.
public struct StorageEngine: Sendable {
    /// Opens a store. It is used again after closing, and then finds what was there.
    public typealias Opening = @Sendable (CommitParticipant) async throws -> OpenStore

    /// Makes an empty store.
    public let makeStore: @Sendable () async throws -> Opening

    public init(makeStore: @escaping @Sendable () async throws -> Opening) {
        self.makeStore = makeStore
    }

    func open(_ participant: CommitParticipant = .none) async throws -> OpenStore {
        try await makeStore()(participant)
    }

    /// Opens an empty store, runs a check on it, and closes it.
    func with(
        _ participant: CommitParticipant = .none, _ body: (any Database) async throws -> Void
    ) async throws {
        let store = try await open(participant)
        do {
            try await body(store.database)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }
}

public struct OpenStore: Sendable {
    public let database: any Database
    public let close: @Sendable () async -> Void

    public init(database: any Database, close: @escaping @Sendable () async -> Void) {
        self.database = database
        self.close = close
    }
}

/// One promise, as a sentence and the way to find out.
public struct StorageCheck: Sendable, CustomStringConvertible {
    public let description: String
    public let run: @Sendable (StorageEngine) async throws -> Void

    init(_ description: String, _ run: @escaping @Sendable (StorageEngine) async throws -> Void) {
        self.description = description
        self.run = run
    }
}

/// A promise that was not kept.
public struct ConformanceFailure: Error, CustomStringConvertible {
    public let description: String
}

func require(
    _ isKept: Bool, _ promise: @autoclosure () -> String, file: StaticString = #fileID, line: Int = #line
) throws(ConformanceFailure) {
    guard isKept else { throw ConformanceFailure(description: "\(promise()) (\(file):\(line))") }
}

func require<Value: Equatable>(
    _ found: Value, is expected: Value, _ what: @autoclosure () -> String, file: StaticString = #fileID,
    line: Int = #line
) throws(ConformanceFailure) {
    try require(found == expected, "\(what()): found \(found), expected \(expected)", file: file, line: line)
}

/// Requires that `body` throws an error of the store and returns it.
func storageError(
    file: StaticString = #fileID, line: Int = #line, of body: () async throws -> Void
) async throws -> StorageError {
    do {
        try await body()
    } catch let error as StorageError {
        return error
    }
    throw ConformanceFailure(description: "an error of the store was expected (\(file):\(line))")
}
