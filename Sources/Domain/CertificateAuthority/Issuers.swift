import Events
import KeyStore
import ManagementAPI
import Storage
import Synchronization

/// The issuers that were needed so far. What they hold of a CA does not change but for its status, and that is read
/// again in the transaction that stores a certificate.
final class Issuers: Sendable {
    private struct Name: Hashable {
        let caID: String
        let profile: String
    }

    private let database: any Database
    private let keyStore: any KeyStore
    private let configuration: CAService.Configuration
    private let known = Mutex<[Name: Issuer]>([:])

    init(database: any Database, keyStore: any KeyStore, configuration: CAService.Configuration) {
        self.database = database
        self.keyStore = keyStore
        self.configuration = configuration
    }

    /// - Parameter time: when it is to sign. One whose certificate has ended by then may have another meanwhile.
    func issuer(_ caID: String, profile profileID: String, at time: Timestamp) async throws -> Issuer {
        let name = Name(caID: caID, profile: profileID)
        if let issuer = known.withLock({ $0[name] }), time <= issuer.ca.notAfter, issuer.lease?.isOutdated != true,
            issuer.validationPoints == configuration.validationPoints()
        {
            return issuer
        }
        let (profile, ca, lineage) = try await database.read { snapshot in
            (
                try snapshot.existingProfile(profileID), try snapshot.existingCertificateAuthority(caID),
                try snapshot.lineage(ofCA: caID)
            )
        }
        let issuer = try Issuer(
            ca: ca, lineage: lineage, profile: profile, key: try await signingKey(of: ca), configuration: configuration)
        known.withLock { $0[name] = issuer }
        return issuer
    }

    /// - Throws: `Refusal` where the CA's key is not ours to use.
    func signingKey(of ca: CertificateAuthority) async throws -> any SigningKey {
        guard let keyID = ca.keyID else {
            throw Refusal(.conflict, "ca-without-key", "The key of CA \"\(ca.id)\" is not here, so it cannot sign.")
        }
        return try await keyStore.key(keyID)
    }

    /// Forgets a CA whose row changed.
    func forget(_ caID: String) {
        known.withLock { issuers in
            for name in issuers.keys where name.caID == caID { issuers[name] = nil }
        }
    }

    /// Forgets all CAs, because one came or changed that may stand above any of them: its name constraints hold below
    /// it. Other servers learn of that when they next make an issuer; relying parties enforce the constraints anyhow.
    func forgetAll() {
        known.withLock { $0 = [:] }
    }

    /// Forgets a profile that was replaced or deleted.
    func forget(profile id: String) {
        known.withLock { issuers in
            for name in issuers.keys where name.profile == id { issuers[name] = nil }
        }
    }
}
