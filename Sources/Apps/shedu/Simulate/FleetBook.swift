import ESTClient
import Synchronization

/// The devices that wait for their turn, and what came of the turns so far.
final class FleetBook: Sendable {
    private struct State {
        /// Devices that were made so far; others are made when their turn comes.
        var made = 0
        var waiting: [VirtualDevice] = []
        /// Where the queue begins: taking from the front of an array would move all of it.
        var first = 0
        var inFlight = 0
        var tally = FleetTally()
    }

    private let state = Mutex(State())
    private let devices: Int
    private let prefix: String
    /// A word whenever a device came back. Several may become one.
    let freed: AsyncStream<Void>
    private let announce: AsyncStream<Void>.Continuation

    init(devices: Int, prefix: String) {
        self.devices = devices
        self.prefix = prefix
        (freed, announce) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var tally: FleetTally { state.withLock { $0.tally } }

    /// The next device: one that never had a turn, then the one that waits longest. Nil where none may begin now.
    func begin(inFlightMax: Int) -> VirtualDevice? {
        state.withLock { state in
            guard state.inFlight < inFlightMax else { return nil }
            guard let device = state.made < devices ? make(&state) : takeWaiting(&state) else { return nil }
            state.inFlight += 1
            return device
        }
    }

    func end(
        _ device: VirtualDevice, _ kind: FleetTally.Kind, _ outcome: FleetTally.Outcome, after time: Duration
    ) {
        state.withLock { state in
            state.inFlight -= 1
            state.waiting.append(device)
            state.tally.add(kind, outcome, time)
        }
        announce.yield()
    }

    private func make(_ state: inout State) -> VirtualDevice {
        state.made += 1
        let digits = String(state.made)
        let width = max(String(devices).count, digits.count)
        return VirtualDevice(name: prefix + String(repeating: "0", count: width - digits.count) + digits)
    }

    private func takeWaiting(_ state: inout State) -> VirtualDevice? {
        guard state.first < state.waiting.count else { return nil }
        let device = state.waiting[state.first]
        state.first += 1
        if state.first > 1_024, state.first * 2 > state.waiting.count {
            state.waiting.removeFirst(state.first)
            state.first = 0
        }
        return device
    }
}
