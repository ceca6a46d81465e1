public import Events
import CertificateAuthority
import Storage

/// Everything that is not good any more, or what was added to that since.
public enum CRLKind: String, Sendable, Hashable, CaseIterable {
    case complete = "COMPLETE"
    case delta = "DELTA"
}

/// A list that was published, as it is kept.
public struct PublishedCRL: Sendable, Hashable {
    public let scope: CRLScope
    public let kind: CRLKind
    public let number: Int64
    /// The complete list that a delta list adds to.
    public let baseNumber: Int64?
    public let thisUpdate: Timestamp
    public let nextUpdate: Timestamp
    public let entryCount: Int
    /// Whether the schedule wanted it, rather than a revocation.
    let isScheduled: Bool
    /// Empty where the bytes of an old list are not kept.
    public let der: [UInt8]

    /// Names it among the lists of its CA.
    public var name: String { scope.name(number, kind) }
}

extension PublishedCRL {
    static let columns: SQL = """
        ca_id, key_generation, shard, kind, number, base_number, this_update, next_update, entries, scheduled, der
        """

    init(row: Row) throws {
        scope = CRLScope(caID: try row.text(0), key: Int(try row.integer(1)), shardColumn: try row.integer(2))
        kind = try row.wire(3)
        number = try row.integer(4)
        baseNumber = try row.integerOrNull(5)
        thisUpdate = Timestamp(milliseconds: try row.integer(6))
        nextUpdate = Timestamp(milliseconds: try row.integer(7))
        entryCount = Int(try row.integer(8))
        isScheduled = try row.bool(9)
        der = try row.bytes(10)
    }
}

extension Reading where Self: ~Copyable {
    func crl(_ scope: CRLScope, _ kind: CRLKind, number: Int64) throws -> PublishedCRL? {
        try first(
            """
            SELECT \(PublishedCRL.columns) FROM crl WHERE ca_id = \(scope.caID) AND key_generation = \(scope.key)
                AND shard = \(scope.shardColumn) AND kind = \(kind.rawValue) AND number = \(number)
            """
        ).map(PublishedCRL.init(row:))
    }

    func newestCRLNumber(_ scope: CRLScope, _ kind: CRLKind) throws -> Int64? {
        try first(
            """
            SELECT number FROM crl WHERE ca_id = \(scope.caID) AND key_generation = \(scope.key)
                AND shard = \(scope.shardColumn) AND kind = \(kind.rawValue) ORDER BY number DESC LIMIT 1
            """
        ).map { try $0.integer(0) }
    }

    func crl(ofCA caID: String, name: String) throws -> PublishedCRL? {
        try first("SELECT \(PublishedCRL.columns) FROM crl WHERE ca_id = \(caID) AND name = \(name)")
            .map(PublishedCRL.init(row:))
    }
}

extension Transaction {
    /// Lets go of the bytes of the list before this one, where it is large and the schedule did not want it.
    func shortenPredecessor(of crl: PublishedCRL, sizeMax: Int) throws {
        let scope = crl.scope
        let series: SQL = """
            ca_id = \(scope.caID) AND key_generation = \(scope.key) AND shard = \(scope.shardColumn) \
            AND kind = \(crl.kind.rawValue)
            """
        try execute(
            """
            UPDATE crl SET der = \([UInt8]()) WHERE \(series) AND scheduled = 0 AND size > \(sizeMax)
                AND number = (SELECT MAX(number) FROM crl WHERE \(series) AND number < \(crl.number))
            """)
    }

    func insert(_ crl: PublishedCRL) throws {
        try execute(
            """
            INSERT INTO crl (name, size, \(PublishedCRL.columns)) VALUES (
                \(crl.name), \(crl.der.count), \(crl.scope.caID), \(crl.scope.key), \(crl.scope.shardColumn),
                \(crl.kind.rawValue), \(crl.number), \(crl.baseNumber), \(crl.thisUpdate.milliseconds),
                \(crl.nextUpdate.milliseconds), \(crl.entryCount),
                \(crl.isScheduled ? 1 : 0), \(crl.der))
            """)
    }
}
