import Synchronization

/// Numbers the requests of all lanes.
final class Tickets: Sendable {
    private let next: Atomic<Int>
    private let end: Int

    /// - Parameter end: the number that no request has any more.
    init(first: Int, end: Int) {
        next = Atomic(first)
        self.end = end
    }

    func take() -> Int? {
        let ticket = next.wrappingAdd(1, ordering: .relaxed).oldValue
        return ticket < end ? ticket : nil
    }

    /// The first number that was not taken.
    var reached: Int { min(next.load(ordering: .relaxed), end) }
}
