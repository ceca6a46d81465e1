import CertificateAuthority
import CloudProxy
import DeviceManager
import EventLog
import Events
import Foundation
import KeyStore
import KeyStoreSoftware
import Logging
import ManagementHTTP
import NIOPosix
import RegistrationAuthority
import Storage
import StorageSQLite
import ValidationAuthority

/// Everything that stands behind the fronts, built in reading order: the log takes part in every commit of the
/// database, the services stand on both, and the observers tie one service's change to the next within a transaction.
struct House: Sendable {
    let log: EventLog
    let database: SQLiteDatabase
    let cas: CAService
    let dmss: DMSService
    let devices: DeviceService
    let enrollment: EnrollmentService
    let credentials: CredentialService
    let webhookKey: WebhookKey
    let subscriptions: Subscriptions
    let crls: CRLService
    let responder: OCSPResponder
    /// Where the certificates send relying parties.
    let points: PublishedPoints

    static func open(
        _ data: DataDirectory, _ configuration: ServerConfiguration, environment: [String: String],
        downstreamCA: [UInt8], identity: CurrentIdentity, web: WebExchange, logger: Logger
    ) async throws -> House {
        let log = EventLog(sources: EventSources(base: configuration.eventsBase))
        let database = try SQLiteDatabase.open(path: data.database.path, participant: log.participant)
        try await database.migrate(migrations)
        let keyStore = try await openKeyStore(data, database, environment)
        let points = PublishedPoints(configuration)
        let authorities = CAService(
            database: database, keyStore: keyStore,
            observers: [DeviceService.certificateObserver, DMSService.certificateObserver],
            configuration: .init(
                windows: configuration.expiryWindows, cascadeMax: configuration.cascadeMax,
                validationPoints: { points.now }))
        // What an older version did not note, and what a crash left of a deletion.
        try await authorities.completeCertificates()
        try await authorities.destroyDiscardedKeys()
        let crls = CRLService(
            database: database, cas: authorities,
            configuration: CRLConfiguration(
                validity: configuration.validation.crlValidity,
                deltaValidity: configuration.validation.crlDeltaValidity,
                validationPoints: { points.now }))
        var answers = OCSPConfiguration()
        answers.validity = configuration.validation.ocspValidity
        let cas = authorities.beforeDeletion { try await crls.publishLast(for: $0) }
        let passwords = Passwords { work in try await NIOThreadPool.singleton.runIfActive(work) }
        let webhookKey = WebhookKey(database: database, keyStore: keyStore)
        return House(
            log: log, database: database, cas: cas, dmss: DMSService(database: database, cas: cas),
            devices: DeviceService(database: database),
            enrollment: EnrollmentService(
                database: database, cas: cas,
                configuration: .init(
                    defaultDMS: configuration.estDefaultDMS, grace: configuration.estGrace,
                    downstreamCAs: [downstreamCA], approval: configuration.estApproval,
                    keySigner: { identity.messageSigner }),
                authentications: Authentications(
                    database: database, web: web, webhookKey: webhookKey, passwords: passwords, logger: logger)),
            credentials: CredentialService(database: database, passwords: passwords), webhookKey: webhookKey,
            subscriptions: Subscriptions(database: database, log: log, now: WallClock.system.now),
            crls: crls,
            responder: OCSPResponder(
                database: database, log: log, cas: authorities, configuration: answers, logger: logger),
            points: points)
    }

    private static func openKeyStore(
        _ data: DataDirectory, _ database: SQLiteDatabase, _ environment: [String: String]
    ) async throws -> SoftwareKeyStore {
        let holdsKeys = try await SoftwareKeyStore.holdsKeys(database)
        do {
            let keyEncryptionKey = try KeyEncryptionKey.load(
                environment: environment, file: data.keyEncryptionKey, mayMake: !holdsKeys)
            let keyStore = SoftwareKeyStore(
                database: database, keyEncryptionKey: keyEncryptionKey, pool: NIOThreadPool.singleton)
            try await keyStore.verify()
            return keyStore
        } catch KeyStoreError.wrongKeyEncryptionKey {
            throw StartError("The key-encryption key does not open the stored keys; give the one they were made under.")
        } catch KeyStoreError.noKeyEncryptionKey(let sentence) {
            throw StartError(sentence)
        }
    }

    /// The schema's diary, in the order in which the tables lean on each other.
    static let migrations =
        EventLog.migrations + SoftwareKeyStore.migrations + CertificateAuthorityStore.migrations
        + ProfileStore.migrations + DeviceManagerStore.migrations + RegistrationAuthorityStore.migrations
        + CloudSchema.migrations
        + IdempotencyStore.migrations + ValidationAuthorityStore.migrations
}
