import Synchronization

/// Remembers results that never change, the recent ones, in bounded memory: between one and two times `generationMax`
/// values, of which those that were not asked for the longest are forgotten together.
package final class RecentValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Generations {
        var young: [Key: Value] = [:]
        var old: [Key: Value] = [:]
    }

    private let generationMax: Int
    private let generations = Mutex(Generations())

    package init(generationMax: Int) {
        precondition(generationMax > 0, "a memory holds something")
        self.generationMax = generationMax
    }

    package subscript(key: Key) -> Value? {
        generations.withLock { generations in
            if let value = generations.young[key] { return value }
            guard let value = generations.old[key] else { return nil }
            add(value, for: key, to: &generations)
            return value
        }
    }

    package func remember(_ value: Value, for key: Key) {
        generations.withLock { add(value, for: key, to: &$0) }
    }

    package var count: Int { generations.withLock { $0.young.count + $0.old.count } }

    private func add(_ value: Value, for key: Key, to generations: inout Generations) {
        if generations.young.count >= generationMax { generations = Generations(old: generations.young) }
        generations.old[key] = nil
        generations.young[key] = value
    }
}
