public import Events
public import KeyStore
public import Listing
public import Storage
import ManagementAPI
import PKIX

/// The CA service: certification authorities, what they issue, and what becomes of it.
public struct CAService: Sendable {
    let database: any Database
    let keyStore: any KeyStore
    let clock: WallClock
    let issuers: Issuers
    let observers: [CertificateObserver]
    let configuration: Configuration
    /// Called before a CA is deleted, while its key is still there.
    private(set) var beforeDeletion: @Sendable (_ caID: String) async throws -> Void = { _ in }

    public struct Configuration: Sendable {
        public var windows: ExpiryWindows
        /// How many certificates and CAs are revoked with a CA in one transaction; more are revoked in a series.
        public var cascadeMax: Int
        /// Asked when a CA first signs under a profile; nil writes no such addresses. A server on a free port knows its
        /// own address only once it listens.
        public var validationPoints: @Sendable () -> ValidationPoints?

        public init(
            windows: ExpiryWindows = .standard, cascadeMax: Int = 1_000,
            validationPoints: @escaping @Sendable () -> ValidationPoints? = { nil }
        ) {
            self.windows = windows
            self.cascadeMax = cascadeMax
            self.validationPoints = validationPoints
        }
    }

    /// - Parameter observers: told, inside the transaction, when the status of a certificate changes by an operation
    ///   of this service, or with its dates.
    public init(
        database: any Database, keyStore: any KeyStore, clock: WallClock = .system,
        observers: [CertificateObserver] = [], configuration: Configuration = Configuration()
    ) {
        self.database = database
        self.keyStore = keyStore
        self.clock = clock
        self.observers = observers
        self.configuration = configuration
        issuers = Issuers(database: database, keyStore: keyStore, configuration: configuration)
    }

    /// The same service, which before it deletes a CA, and destroys its key, has somebody say the CA's last words.
    public func beforeDeletion(_ body: @escaping @Sendable (_ caID: String) async throws -> Void) -> CAService {
        var service = self
        service.beforeDeletion = body
        return service
    }

    public func list(_ query: ListQuery) async throws -> Page<CAPayload> {
        let statement = try Self.listColumns.statement(
            select: CertificateAuthority.columns, from: "ca", where: "deleted_at IS NULL", query: query)
        let rows = try await database.read { try $0.query(statement) }
        return try Page.make(rows, query, Self.listColumns) { try CertificateAuthority(row: $0).payload() }
    }

    /// - Throws: `Refusal` where there is no such CA.
    public func ca(_ id: String) async throws -> CAPayload {
        try await database.read { try $0.existingCertificateAuthority(id) }.payload()
    }

    static let listColumns = ListColumns(
        key: ListColumn("id", "id"),
        columns: [
            ListColumn("common_name", "common_name"), ListColumn("status", "status"), ListColumn("type", "type"),
            ListColumn("key_type", "key_type"), ListColumn("valid_from", "not_before", .time),
            ListColumn("valid_to", "not_after", .time), ListColumn("creation_ts", "created_at", .time),
        ],
        defaultSort: "creation_ts")
}

/// A certificate's status before and after a change.
public struct CertificateChange: Sendable {
    public let before: Certificate
    public let after: Certificate
    public let time: Timestamp
    public let caller: Caller
}

/// What another service does in the same transaction when the status of a certificate changes.
public typealias CertificateObserver = @Sendable (CertificateChange, borrowing Transaction) throws -> Void
