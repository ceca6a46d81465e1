import ManagementAPI
import Storage
import Synchronization

/// What an issuer remembers of the stored profile that it was made from. Another process may have replaced it: the
/// transaction that stores a certificate looks, and an issuer that is found to be outdated is not used again. Profiles
/// that are built in have no lease, and cost nothing.
final class ProfileLease: Sendable {
    private let id: String
    private let digest: [UInt8]
    private let outdated = Atomic(false)

    init(id: String, digest: [UInt8]) {
        self.id = id
        self.digest = digest
    }

    var isOutdated: Bool { outdated.load(ordering: .relaxed) }

    /// - Throws: `Refusal` where the profile was replaced or deleted since.
    func ensureCurrent(in tx: borrowing Transaction) throws {
        guard try !tx.isStored(id, digest: digest) else { return }
        // This is a hint for this process alone: the transaction may be run again, and finds the same.
        outdated.store(true, ordering: .relaxed)
        throw Refusal(
            .conflict, ProfileLease.refusalCode,
            "Profile \"\(id)\" was changed while the certificate was being signed; ask again.")
    }

    static let refusalCode = "profile-changed"
}
