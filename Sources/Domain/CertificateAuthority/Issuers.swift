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

    func issuer(_ caID: String, profile profileID: String) async throws -> Issuer {
        let name = Name(caID: caID, profile: profileID)
        if let issuer = known.withLock({ $0[name] }), issuer.lease?.isOutdated != true,
            issuer.validationPoints == configuration.validationPoints()
        {
            return issuer
        }
        let (profile, ca) = try await database.read { snapshot in
            (try snapshot.existingProfile(profileID), try snapshot.existingCertificateAuthority(caID))
        }
        let issuer = try Issuer(
            ca: ca, profile: profile, key: try await signingKey(of: ca), configuration: configuration)
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

    /// Forgets a profile that was replaced or deleted.
    func forget(profile id: String) {
        known.withLock { issuers in
            for name in issuers.keys where name.profile == id { issuers[name] = nil }
        }
    }
}
