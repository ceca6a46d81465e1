import PKIX
import Synchronization

/// What OCSP responders and CRLs said, for as long as it is true and no longer than an hour; and for some seconds that one
/// could not be asked, so that a fleet does not wait for it again and again.
final class RevocationCache: Sendable {
    /// How long an answer is kept at most, in seconds: what is revoked elsewhere is refused here no later.
    static let keptMax: Int64 = 3_600
    /// How long a failure is kept, in seconds.
    static let faultKept: Int64 = 10
    private static let answersMax = 10_000
    private static let crlBytesMax = 64 << 20

    private struct Kept<Value> {
        let value: Value
        /// Seconds since 1970.
        let until: Int64
    }

    private struct State {
        var answers: [[UInt8]: Kept<RevocationAnswer>] = [:]
        var faults: [[UInt8]: Kept<String>] = [:]
        var crls: [[UInt8]: Kept<TrustedCRL>] = [:]
    }

    private let state = Mutex(State())

    func answer(_ key: [UInt8], at time: Int64) -> RevocationAnswer? {
        state.withLock { state in state.answers[key].flatMap { $0.until >= time ? $0.value : nil } }
    }

    /// An answer that does not say until when it is true is not kept.
    func keep(_ answer: RevocationAnswer, _ key: [UInt8], at time: Int64) {
        guard let nextUpdate = answer.nextUpdate else { return }
        state.withLock { state in
            if state.answers.count >= Self.answersMax {
                state.answers = state.answers.filter { $0.value.until >= time }
            }
            if state.answers.count >= Self.answersMax { state.answers = [:] }
            state.answers[key] = Kept(value: answer, until: min(nextUpdate, time + Self.keptMax))
        }
    }

    func crl(_ key: [UInt8], at time: Int64) -> TrustedCRL? {
        state.withLock { state in state.crls[key].flatMap { $0.until >= time ? $0.value : nil } }
    }

    func keep(_ crl: TrustedCRL, _ key: [UInt8], at time: Int64) {
        state.withLock { state in
            state.crls[key] = nil
            func bytes() -> Int { state.crls.values.reduce(crl.byteCount) { $0 + $1.value.byteCount } }
            if bytes() > Self.crlBytesMax { state.crls = state.crls.filter { $0.value.until >= time } }
            if bytes() > Self.crlBytesMax { state.crls = [:] }
            state.crls[key] = Kept(value: crl, until: min(crl.nextUpdate, time + Self.keptMax))
        }
    }

    /// Why asking failed a moment ago.
    func fault(_ key: [UInt8], at time: Int64) -> String? {
        state.withLock { state in state.faults[key].flatMap { $0.until >= time ? $0.value : nil } }
    }

    func keep(fault: String, _ key: [UInt8], at time: Int64) {
        state.withLock { state in
            if state.faults.count >= Self.answersMax { state.faults = [:] }
            state.faults[key] = Kept(value: fault, until: time + Self.faultKept)
        }
    }
}
