public import CertificateAuthority
public import Events
public import Listing
public import ManagementAPI
public import Storage

/// The lists of what was revoked: publishes them, keeps them, and hands them out.
public struct CRLService: Sendable {
    let database: any Database
    let cas: CAService
    let clock: WallClock
    let configuration: CRLConfiguration
    private let shelf = CRLShelf()

    public init(
        database: any Database, cas: CAService, clock: WallClock = .system,
        configuration: CRLConfiguration = CRLConfiguration()
    ) {
        self.database = database
        self.cas = cas
        self.clock = clock
        self.configuration = configuration
    }

    /// The newest list at a path as `ValidationPoints` makes them: `plant-ca/0.crl`, `plant-ca/0-delta.crl`,
    /// `plant-ca/0/3.crl`; and `plant-ca.crl` for the newest key.
    /// - Returns: nil where there is none.
    public func crl(path: String) async throws -> PublishedCRL? {
        guard let path = CRLPath(path) else { return nil }
        let shelf = shelf
        return try await database.read { snapshot in
            guard let scope = try path.scope(in: snapshot) else { return nil }
            guard let number = try snapshot.newestCRLNumber(scope, path.kind) else { return nil }
            if let kept = shelf.crl(scope, path.kind, number: number) { return kept }
            let crl = try snapshot.crl(scope, path.kind, number: number)
            if let crl { shelf.put(crl) }
            return crl
        }
    }

    /// One list of a CA by its name, also an old one; `newest` is the newest complete one.
    /// - Throws: `Refusal` where there is no such list, or only its numbers are kept.
    public func crl(ofCA caID: String, name: String) async throws -> PublishedCRL {
        let isNewest = name == "newest"
        let found =
            isNewest
            ? try await crl(path: caID + ".crl") : try await database.read { try $0.crl(ofCA: caID, name: name) }
        guard let crl = found else {
            throw Refusal.notFound("crl", "\(caID)/\(name)")
        }
        guard !crl.der.isEmpty else {
            throw Refusal(
                .notFound, "crl-not-kept",
                "The bytes of CRL \(name) are not kept: it was large, and a revocation made the next one. Its numbers are listed."
            )
        }
        return crl
    }

    /// All lists of a CA that were ever published, oldest first unless the query says otherwise.
    /// - Throws: `Refusal` where there is no such CA; one that was deleted still shows its lists.
    public func list(ofCA caID: String, _ query: ListQuery = ListQuery()) async throws -> Page<CRLView> {
        let statement = try Self.listColumns.statement(
            select: CRLView.columns, from: "crl", where: "ca_id = \(caID)", query: query)
        let rows = try await database.read { snapshot in
            guard try snapshot.certificateAuthority(caID) != nil else { throw Refusal.notFound("ca", caID) }
            return try snapshot.query(statement)
        }
        return try Page.make(rows, query, Self.listColumns) { try CRLView(row: $0) }
    }

    static let listColumns = ListColumns(
        key: ListColumn("id", "name"),
        columns: [
            ListColumn("kind", "kind"), ListColumn("number", "number", .integer),
            ListColumn("key", "key_generation", .integer), ListColumn("this_update", "this_update", .time),
            ListColumn("next_update", "next_update", .time), ListColumn("entries", "entries", .integer),
        ],
        defaultSort: "this_update")
}
