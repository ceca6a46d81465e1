package import Logging
import ServiceLifecycle
import Storage

/// Works while there is work, rests until there may be more, and outlives what fails.
package struct WorkLoop: Sendable {
    /// Between two looks, and after a failure.
    let pauseMax: Duration
    let clock: any Clock<Duration>
    let logger: Logger

    package init(pauseMax: Duration, clock: any Clock<Duration>, logger: Logger) {
        self.pauseMax = pauseMax
        self.clock = clock
        self.logger = logger
    }

    /// Returns after a graceful shutdown or a cancellation.
    /// - Parameters:
    ///   - beginning: done once, before the work.
    ///   - work: returns how long there is nothing to do, as far as it knows.
    /// - Throws: `StorageError.closed` where the database is closed first.
    package func run(
        beginning: @escaping @Sendable () async throws -> Void = {},
        _ work: @escaping @Sendable () async throws -> Duration
    ) async throws {
        try await cancelWhenGracefulShutdown {
            var hasBegun = false
            while !Task.isCancelled {
                let pause = try await attempt {
                    if !hasBegun { try await beginning() }
                    hasBegun = true
                    return try await work()
                }
                if pause > .zero { try? await clock.sleep(for: min(pause, pauseMax)) }
            }
        }
    }

    private func attempt(_ work: () async throws -> Duration) async throws -> Duration {
        do {
            return try await work()
        } catch StorageError.closed {
            throw StorageError.closed
        } catch is CancellationError {
            return .zero
        } catch {
            logger.log(
                level: error is StorageError ? .warning : .error, "work stopped for now",
                metadata: ["error": "\(error)", "again-in": "\(pauseMax)"])
            return pauseMax
        }
    }
}
