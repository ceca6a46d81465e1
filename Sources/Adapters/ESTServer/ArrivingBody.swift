import NIOCore
import Synchronization

/// The body of a request between the event loop, where it arrives, and whoever answers.
final class ArrivingBody: Sendable {
    private enum End {
        case whole
        case broken(any Error)
    }

    private struct State {
        var bytes = ByteBuffer()
        var end: End?
        var reader: CheckedContinuation<Void, Never>?
        var onTaken: (@Sendable () -> Void)?

        var hasNews: Bool { bytes.readableBytes > 0 || end != nil }

        mutating func takeReader() -> CheckedContinuation<Void, Never>? {
            defer { reader = nil }
            return reader
        }
    }

    private let state = Mutex(State())

    /// - Returns: how many bytes are here that nobody has taken.
    func append(_ bytes: ByteBuffer) -> Int {
        let (count, reader) = state.withLock { state in
            if state.bytes.readableBytes == 0 {
                state.bytes = bytes
            } else {
                state.bytes.writeImmutableBuffer(bytes)
            }
            return (state.bytes.readableBytes, state.takeReader())
        }
        reader?.resume()
        return count
    }

    /// - Parameter error: why no more will come, though the body is not whole. What arrived before it is still read.
    func end(_ error: (any Error)? = nil) {
        let reader = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.end == nil else { return nil }
            state.end = error.map { .broken($0) } ?? .whole
            return state.takeReader()
        }
        reader?.resume()
    }

    /// Called once, when what is here now has been taken.
    func whenTaken(_ call: @escaping @Sendable () -> Void) {
        let isTaken = state.withLock { state in
            guard state.bytes.readableBytes > 0 else { return true }
            state.onTaken = call
            return false
        }
        if isTaken { call() }
    }

    /// All that has arrived since the last time, nil at the end. One reader at a time.
    /// - Throws: the error by which the body ended, once.
    func next() async throws -> ByteBuffer? {
        while true {
            switch try take() {
            case .bytes(let bytes): return bytes
            case .end: return nil
            case .nothing: await arrival()
            }
        }
    }

    private enum Taken {
        case bytes(ByteBuffer)
        case nothing
        case end
    }

    private func take() throws -> Taken {
        let (taken, call) = try state.withLock { state -> (Taken, (@Sendable () -> Void)?) in
            guard state.bytes.readableBytes == 0 else {
                defer { (state.bytes, state.onTaken) = (ByteBuffer(), nil) }
                return (.bytes(state.bytes), state.onTaken)
            }
            switch state.end {
            case .broken(let error):
                state.end = .whole
                throw error
            case .whole: return (.end, nil)
            case nil: return (.nothing, nil)
            }
        }
        call?()
        return taken
    }

    private func arrival() async {
        await withCheckedContinuation { reader in
            let hasNews = state.withLock { state in
                if !state.hasNews { state.reader = reader }
                return state.hasNews
            }
            if hasNews { reader.resume() }
        }
    }
}
