public import CertificateAuthority
public import DeviceManager
public import EventLog
public import Events
public import KeyStore
public import ManagementAPI
public import RegistrationAuthority
public import StorageSQLite
import Crypto
import Foundation
import KeyStoreSoftware
import NIOPosix
import Storage
import ValidationAuthority

/// The whole house but for its fronts, on a database of its own: what a domain test starts from.
public struct TestPKI: Sendable {
    public let database: SQLiteDatabase
    public let log: EventLog
    public let keyStore: any KeyStore
    public let clock: TestClock
    public let cas: CAService
    public let dmss: DMSService
    public let devices: DeviceService
    public let enrollment: EnrollmentService
    public static let caller = Caller(actor: "test", causationID: "request-1")

    /// - Parameter directory: an empty folder.
    public init(in directory: String) async throws {
        log = EventLog(sources: EventSources(base: nil))
        database = try SQLiteDatabase.open(path: directory + "/shedu.sqlite", participant: log.participant)
        try await database.migrate(
            EventLog.migrations + SoftwareKeyStore.migrations + CertificateAuthorityStore.migrations
                + ProfileStore.migrations + DeviceManagerStore.migrations + RegistrationAuthorityStore.migrations
                + ValidationAuthorityStore.migrations)
        keyStore = SoftwareKeyStore(
            database: database, keyEncryptionKey: KeyEncryptionKey(symmetricKey: SymmetricKey(size: .bits256)),
            pool: NIOThreadPool.singleton)
        clock = TestClock()
        cas = CAService(
            database: database, keyStore: keyStore, clock: clock.wall,
            observers: [DeviceService.certificateObserver, DMSService.certificateObserver])
        dmss = DMSService(database: database, cas: cas, clock: clock.wall)
        devices = DeviceService(database: database, clock: clock.wall)
        enrollment = EnrollmentService(
            database: database, cas: cas, configuration: EnrollmentService.Configuration(), clock: clock.wall)
    }

    /// The types of all events, in order.
    public func eventTypes(after position: Int64 = 0) async throws -> [String] {
        try await events(after: position).map(\.type)
    }

    public func events(after position: Int64 = 0) async throws -> [LoggedEvent] {
        try await database.read { try log.read(after: position, limit: 100_000, from: $0) }
    }

    public func head() async throws -> Int64 {
        try await database.read { try log.head($0) }
    }
}

extension TestPKI {
    @discardableResult
    public func createCA(
        _ id: String, under parent: String? = nil, key: KeyBody = KeyBody(type: "ECDSA", bits: 256),
        years: Int = 10, issues: WireDuration = .days(364)
    ) async throws -> CAPayload {
        try await cas.create(
            CreateCABody(
                id: id, subject: SubjectBody(commonName: id, organization: "Plant"), key: key, parentID: parent,
                validity: .duration(.days(Int64(years) * 364)), issuanceExpiration: .duration(issues)),
            by: Self.caller)
    }

    /// A root, an issuing CA, a bootstrap CA, and an approved cloud DMS that uses them.
    public func createDMS(
        _ name: String = "line-1", changing change: (inout IdentityProfile) -> Void = { _ in }
    ) async throws {
        if try await database.read({ try $0.certificateAuthority("issuing") }) == nil {
            try await createCA("root")
            try await createCA("issuing", under: "root", years: 5)
            try await createCA("bootstrap")
        }
        var profile = IdentityProfile(
            enrollmentSettings: EnrollmentSettings(authorizedCA: "issuing", bootstrapCAs: ["bootstrap"]))
        change(&profile)
        _ = try await dmss.create(
            CreateDMSBody(name: name, cloudDMS: true, identityProfile: profile), by: Self.caller)
        _ = try await dmss.updateStatus(of: name, to: DMSStatusBody(status: .approved), by: Self.caller)
    }

    /// A certificate of the CA for a fresh key.
    public func certificate(_ commonName: String, from caID: String = "bootstrap") async throws -> CertificatePayload {
        try await cas.sign(SignBody(csr: TestRequest(commonName).encoded), with: caID, by: Self.caller)
    }
}
