import Events
import ManagementAPI
import PKIX
import Storage

/// A key of ours that waits for an outside CA to certify it.
struct CARequest: Sendable, Hashable {
    let id: String
    let commonName: String
    let engineID: String
    let keyID: String
    let key: KeyMetadata
    let keyHash: [UInt8]
    /// PKCS #10, DER.
    let der: [UInt8]
    let createdAt: Timestamp

    func payload() throws -> CARequestPayload {
        CARequestPayload(
            id: id, subject: try CertificateRequest(der: der).subject.fields, keyMetadata: key, engineID: engineID,
            csr: EncodedPEM(pem: String(decoding: PEM.encode("CERTIFICATE REQUEST", der), as: UTF8.self)),
            creationTime: createdAt)
    }
}

extension CARequest {
    static let columns: SQL =
        "id, common_name, engine_id, key_id, key_type, key_bits, key_hash, request, created_at"

    init(row: Row) throws {
        id = try row.text(0)
        commonName = try row.text(1)
        engineID = try row.text(2)
        keyID = try row.text(3)
        key = KeyMetadata(type: try row.text(4), bits: Int(try row.integer(5)))
        keyHash = try row.bytes(6)
        der = try row.bytes(7)
        createdAt = Timestamp(milliseconds: try row.integer(8))
    }
}

extension Reading where Self: ~Copyable {
    func request(withKeyHash hash: [UInt8]) throws -> CARequest? {
        try first("SELECT \(CARequest.columns) FROM ca_request WHERE key_hash = \(hash)").map(CARequest.init(row:))
    }

    /// - Throws: `Refusal` where there is no such request.
    func existingRequest(_ id: String) throws -> CARequest {
        guard let row = try first("SELECT \(CARequest.columns) FROM ca_request WHERE id = \(id)") else {
            throw Refusal.notFound("ca-request", id)
        }
        return try CARequest(row: row)
    }
}

extension Transaction {
    func insert(_ request: CARequest) throws {
        try execute(
            """
            INSERT INTO ca_request (\(CARequest.columns)) VALUES (
                \(request.id), \(request.commonName), \(request.engineID), \(request.keyID), \(request.key.type),
                \(request.key.bits), \(request.keyHash), \(request.der), \(request.createdAt.milliseconds))
            """)
    }

    /// Ends a request; its key stays.
    /// - Throws: `Refusal` where it is gone.
    func consume(_ request: CARequest) throws {
        guard try execute("DELETE FROM ca_request WHERE id = \(request.id) AND key_id = \(request.keyID)") == 1 else {
            throw Refusal.notFound("ca-request", request.id)
        }
    }
}
