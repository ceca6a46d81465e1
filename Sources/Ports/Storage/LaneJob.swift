/// A body that waits for its turn, with the way to answer whoever sent it.
package struct LaneJob: Sendable {
    package typealias Success = @Sendable () -> Void

    /// Runs the body and returns the answer that may be given once the commit is durable.
    let run: @Sendable (borrowing Transaction) throws -> Success
    let fail: @Sendable (any Error) -> Void

    /// - Parameter answer: called exactly once.
    package init<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing Transaction) throws -> Value,
        answer: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) {
        run = { transaction in
            let value = try body(transaction)
            return { answer(.success(value)) }
        }
        fail = { answer(.failure($0)) }
    }
}
