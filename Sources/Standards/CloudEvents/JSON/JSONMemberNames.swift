/// The member names of the objects that are open, to find one that is there twice.
///
/// Bytes, not strings: `é` in one and in two code points are two names in JSON and one in Swift.
struct JSONMemberNames {
    private var bytes: [UInt8] = []
    private var names: [Range<Int>] = []
    private var frames: [(bytes: Int, names: Int)] = []

    /// Up to here comparing each with each is cheaper than sorting.
    private static let pairwiseMax = 12

    mutating func open() { frames.append((bytes.count, names.count)) }

    mutating func append(_ name: some Collection<UInt8>) {
        let start = bytes.count
        bytes.append(contentsOf: name)
        names.append(start..<bytes.count)
    }

    /// Ends the innermost object; false if a name was there twice.
    mutating func close() -> Bool {
        guard let frame = frames.popLast() else { return true }
        defer {
            bytes.removeSubrange(frame.bytes...)
            names.removeSubrange(frame.names...)
        }
        let own = names[frame.names...]
        return own.count <= Self.pairwiseMax ? differPairwise(own) : differSorted(own)
    }

    private func differPairwise(_ own: ArraySlice<Range<Int>>) -> Bool {
        for index in own.indices {
            for other in own[..<index] where areEqual(own[index], other) { return false }
        }
        return true
    }

    private func differSorted(_ own: ArraySlice<Range<Int>>) -> Bool {
        let sorted = own.sorted { bytes[$0].lexicographicallyPrecedes(bytes[$1]) }
        return !zip(sorted, sorted.dropFirst()).contains { areEqual($0, $1) }
    }

    private func areEqual(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        left.count == right.count && bytes[left].elementsEqual(bytes[right])
    }
}
