import CertificateAuthority
import Events
import PKIX
import Synchronization

/// What the responder remembers between requests. All of it is true as long as the event log is followed; when it is not,
/// nothing is remembered, and every answer is computed from the database.
final class OCSPMemory: Sendable {
    fileprivate struct State {
        var kept: KeptAnswers
        var changes = RecentChanges(after: 0)
        var directory: IssuerDirectory?
        var signers: [SignerName: OCSPSigner] = [:]
        /// The certificates of the signers of kept answers.
        var signerSerials: Set<SerialNumber> = []
        /// Raised whenever the directory and the signers are forgotten.
        var epoch = 0
        var followed: (position: Int64, at: Timestamp)?
    }

    private let state: Mutex<State>
    private let lagMax: WireDuration

    init(bytesMax: Int, lagMax: WireDuration) {
        state = Mutex(State(kept: KeptAnswers(bytesMax: bytesMax)))
        self.lagMax = lagMax
    }

    /// The hot path: one lock and one look-up.
    func answer(_ request: [UInt8], at now: Timestamp) -> OCSPAnswer? {
        state.withLock { $0.isFollowing(at: now, lagMax) ? $0.kept.answer(request, at: now.seconds) : nil }
    }

    /// What is known of issuers, and the epoch that it belongs to.
    func directory(at now: Timestamp) -> (known: IssuerDirectory?, epoch: Int) {
        state.withLock { ($0.isFollowing(at: now, lagMax) ? $0.directory : nil, $0.epoch) }
    }

    func signer(_ name: SignerName, at now: Timestamp) -> OCSPSigner? {
        state.withLock { state in
            guard state.isFollowing(at: now, lagMax), let signer = state.signers[name] else { return nil }
            return now.seconds < signer.renewAt ? signer : nil
        }
    }

    /// Takes what was read after the epoch was asked for; nothing, if CAs or signers changed since.
    func remember(_ directory: IssuerDirectory, epoch: Int) {
        state.withLock { if $0.epoch == epoch { $0.directory = directory } }
    }

    func remember(_ signer: OCSPSigner, for name: SignerName, epoch: Int) {
        state.withLock { if $0.epoch == epoch { $0.signers[name] = signer } }
    }

    /// Keeps an answer, unless the log was followed past a change of what it says.
    /// - Parameters:
    ///   - position: of the log in the snapshot that it was computed from.
    ///   - epoch: before the signer was asked for.
    func keep(
        _ answer: OCSPAnswer, for request: [UInt8], about serial: SerialNumber, by signer: OCSPSigner, until: Int64,
        asOf position: Int64, epoch: Int
    ) {
        state.withLock { state in
            guard state.followed != nil, state.epoch == epoch, state.changes.isCurrent(serial, asOf: position) else {
                return
            }
            if let certificate = signer.certificate { state.signerSerials.insert(certificate.serial) }
            state.kept.keep(answer, for: request, about: serial, until: until)
        }
    }
}

extension OCSPMemory {
    /// The position of the log up to which it was followed; nil before the first look.
    var position: Int64? { state.withLock { $0.followed?.position } }

    var keptCount: Int { state.withLock { $0.kept.count } }
    var keptBytes: Int { state.withLock { $0.kept.bytes } }

    /// Begins at the end of the log.
    func start(at position: Int64, _ now: Timestamp) {
        state.withLock { state in
            state.forgetAll(at: position)
            state.followed = (position, now)
        }
    }

    /// - Parameters:
    ///   - position: up to which the log was looked at.
    ///   - now: when that look began.
    func follow(_ changes: [OCSPChange], to position: Int64, _ now: Timestamp) {
        state.withLock { state in
            for change in changes {
                switch change.subject {
                case .certificate(let serial) where !state.signerSerials.contains(serial):
                    state.kept.forget(serial)
                    state.changes.note(serial, at: change.position)
                case .certificate, .everything: state.forgetAll(at: change.position)
                case .issuers: state.forgetIssuers()
                }
            }
            state.followed = (position, now)
        }
    }
}

extension OCSPMemory.State {
    fileprivate func isFollowing(at now: Timestamp, _ lagMax: WireDuration) -> Bool {
        guard let followed else { return false }
        return followed.at - lagMax <= now && now <= followed.at + lagMax
    }

    fileprivate mutating func forgetAll(at position: Int64) {
        kept.forgetAll()
        signerSerials = []
        changes.noteAll(at: position)
        forgetIssuers()
    }

    fileprivate mutating func forgetIssuers() {
        directory = nil
        signers = [:]
        epoch += 1
    }
}

/// An event of the log, as far as it matters to kept answers.
struct OCSPChange: Sendable {
    enum Subject: Sendable {
        case certificate(SerialNumber)
        /// There is another CA, or another key of one. What was said of certificates stays true.
        case issuers
        /// A CA is not what it was, and nothing that it vouched for may be.
        case everything
    }

    let position: Int64
    let subject: Subject
}
