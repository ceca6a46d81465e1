import Events
import ManagementAPI
import Storage

/// A user of a DMS, with what is kept of its password. It stands in no payload and no event.
struct DMSCredential: Sendable {
    let dmsName: String
    let user: String
    let password: PasswordHash

    fileprivate static let columns: SQL = "dms_name, user_name, rounds, block_size, parallelism, salt, hash"

    init(dmsName: String, user: String, password: PasswordHash) {
        self.dmsName = dmsName
        self.user = user
        self.password = password
    }

    fileprivate init(row: Row) throws {
        dmsName = try row.text(0)
        user = try row.text(1)
        let cost = ScryptCost(
            rounds: Int(try row.integer(2)), blockSize: Int(try row.integer(3)), parallelism: Int(try row.integer(4)))
        password = PasswordHash(cost: cost, salt: try row.bytes(5), hash: try row.bytes(6))
    }
}

/// A password that was right, and whether it still is.
struct CredentialStanding: Sendable {
    let credential: DMSCredential

    /// - Throws: `Refusal`.
    func ensureSet(on reader: borrowing some Reading & ~Copyable) throws {
        let present = try reader.credential(of: credential.user, ofDMS: credential.dmsName)
        guard let present, present.password == credential.password else { throw BasicAuthentication.wrong }
    }
}

extension Reading where Self: ~Copyable {
    func credential(of user: String, ofDMS name: String) throws -> DMSCredential? {
        try first(
            "SELECT \(DMSCredential.columns) FROM dms_credential WHERE dms_name = \(name) AND user_name = \(user)"
        )
        .map(DMSCredential.init(row:))
    }

    /// In order.
    func users(ofDMS name: String) throws -> [String] {
        try query("SELECT user_name FROM dms_credential WHERE dms_name = \(name) ORDER BY user_name")
            .map { try $0.text(0) }
    }
}

extension Transaction {
    func put(_ credential: DMSCredential, at time: Timestamp) throws {
        try deleteCredential(of: credential.user, ofDMS: credential.dmsName)
        let (cost, password) = (credential.password.cost, credential.password)
        try execute(
            """
            INSERT INTO dms_credential (\(DMSCredential.columns), created_at) VALUES (
                \(credential.dmsName), \(credential.user), \(Int64(cost.rounds)), \(Int64(cost.blockSize)),
                \(Int64(cost.parallelism)), \(password.salt), \(password.hash), \(time.milliseconds))
            """)
    }

    func deleteCredential(of user: String, ofDMS name: String) throws {
        try execute("DELETE FROM dms_credential WHERE dms_name = \(name) AND user_name = \(user)")
    }

    /// What goes with a DMS that is deleted.
    func deleteCredentials(ofDMS name: String) throws {
        try execute("DELETE FROM dms_credential WHERE dms_name = \(name)")
    }
}
