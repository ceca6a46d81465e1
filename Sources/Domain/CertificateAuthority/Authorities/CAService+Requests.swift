public import Events
public import Listing
public import ManagementAPI
import KeyStore
import PKIX
import Storage

extension CAService {
    /// Makes a key and a request for a CA certificate, for an outside CA to sign. `importCA(_:by:)` of what comes back
    /// makes it a CA. No event tells of it: there is no CA yet.
    /// - Throws: `Refusal` that names the wrong member.
    public func createRequest(_ body: CreateCARequestBody, by caller: Caller) async throws -> CARequestPayload {
        let id = try CreationPlan.id(body.id)
        let subject = try CreationPlan.subject(body.subject)
        let specification = try CreationPlan.key(body.key)
        try CreationPlan.ensureEngine(body.engineID, is: keyStore.engineID)
        let pathLength = try CreationPlan.pathLength(body.pathLength)
        try await database.read { try $0.ensureFree(caID: id) }
        let key = try await keyStore.generate(specification)
        do {
            let request = CARequest(
                id: id, commonName: subject.commonName ?? "", engineID: keyStore.engineID, keyID: key.id,
                key: KeyMetadata(type: specification.type, bits: specification.bits),
                keyHash: AuthorityCertificate.keyHash(key.publicKeyInfo),
                der: try await key.certificateRequest(subject: subject, extensions: Self.wanted(pathLength)),
                createdAt: clock.now())
            try await database.write { tx in
                try tx.ensureFree(caID: id)
                try tx.insert(request)
            }
            return try request.payload()
        } catch {
            await destroyUnused(key.id)
            throw error
        }
    }

    public func requests(_ query: ListQuery) async throws -> Page<CARequestPayload> {
        let statement = try Self.requestColumns.statement(select: CARequest.columns, from: "ca_request", query: query)
        let rows = try await database.read { try $0.query(statement) }
        return try Page.make(rows, query, Self.requestColumns) { try CARequest(row: $0).payload() }
    }

    /// - Throws: `Refusal` where there is no such request.
    public func request(_ id: String) async throws -> CARequestPayload {
        try await database.read { try $0.existingRequest(id) }.payload()
    }

    /// Gives a request up and destroys its key.
    /// - Throws: `Refusal` where there is no such request.
    public func deleteRequest(_ id: String) async throws {
        let time = clock.now()
        try await database.write { tx in
            let request = try tx.existingRequest(id)
            try tx.consume(request)
            try tx.discard(key: request.keyID, at: time)
        }
        // It is given up, whatever becomes of this; the next start tries again.
        try? await destroyDiscardedKeys()
    }

    /// What the certificate has to have (RFC 5280, sections 4.2.1.3 and 4.2.1.9).
    private static func wanted(_ pathLength: Int?) -> [Extension] {
        [.basicConstraints(ca: true, pathLength: pathLength), .keyUsage([.keyCertSign, .cRLSign])]
    }

    private static let requestColumns = ListColumns(
        key: ListColumn("id", "id"),
        columns: [
            ListColumn("common_name", "common_name"), ListColumn("key_type", "key_type"),
            ListColumn("creation_ts", "created_at", .time),
        ],
        defaultSort: "creation_ts")
}
