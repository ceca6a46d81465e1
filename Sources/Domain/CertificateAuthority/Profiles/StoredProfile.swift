import Crypto
import Events
import IssuanceProfiles
import ManagementAPI
import Storage

/// A profile with what tells whether it is still the one that is stored.
struct StoredProfile: Sendable {
    let profile: IssuanceProfile
    /// Of the stored body; nil for a profile that is built in, which never changes.
    let digest: [UInt8]?

    init(builtIn profile: IssuanceProfile) {
        self.profile = profile
        digest = nil
    }

    /// - Throws: `Refusal` where what is stored is no profile to this version of the software.
    init(row: Row) throws {
        let body: ProfileBody = try row.json(1)
        profile = try IssuanceProfile(body, id: try row.text(0))
        digest = try row.bytes(2)
    }

    static func digest(of body: String) -> [UInt8] { Array(SHA256.hash(data: Array(body.utf8))) }
}

extension Reading where Self: ~Copyable {
    /// The profile of this name, built in or stored.
    /// - Throws: `Refusal` where there is none.
    func existingProfile(_ id: String) throws -> StoredProfile {
        if let profile = IssuanceProfile.builtIn(id) { return StoredProfile(builtIn: profile) }
        guard let row = try first("SELECT id, body, digest FROM profile WHERE id = \(id)") else {
            throw Refusal.notFound("profile", id)
        }
        return try StoredProfile(row: row)
    }

    /// All stored profiles, by id; their number is bounded.
    func storedProfiles() throws -> [StoredProfile] {
        try query("SELECT id, body, digest FROM profile ORDER BY id").map(StoredProfile.init(row:))
    }

    func countOfProfiles() throws -> Int {
        Int(try first("SELECT COUNT(*) FROM profile").map { try $0.integer(0) } ?? 0)
    }

    /// Whether the stored profile is the one with this digest.
    func isStored(_ id: String, digest: [UInt8]) throws -> Bool {
        try first("SELECT digest FROM profile WHERE id = \(id)").map { try $0.bytes(0) } == digest
    }
}

extension Transaction {
    /// - Returns: false where there is one of this name already.
    func insert(_ profile: IssuanceProfile, at time: Timestamp) throws -> Bool {
        let body = try profile.storedBody()
        return try execute(
            """
            INSERT INTO profile (id, body, digest, created_at, updated_at)
            VALUES (\(profile.id), \(body), \(StoredProfile.digest(of: body)), \(time.milliseconds), \
            \(time.milliseconds))
            ON CONFLICT (id) DO NOTHING
            """) == 1
    }

    /// - Returns: false where there is none of this name.
    func update(_ profile: IssuanceProfile, at time: Timestamp) throws -> Bool {
        let body = try profile.storedBody()
        return try execute(
            """
            UPDATE profile SET body = \(body), digest = \(StoredProfile.digest(of: body)),
                updated_at = \(time.milliseconds)
            WHERE id = \(profile.id)
            """) == 1
    }

    func deleteProfile(_ id: String) throws -> Bool {
        try execute("DELETE FROM profile WHERE id = \(id)") == 1
    }
}

extension IssuanceProfile {
    /// Without what is only in answers.
    fileprivate func storedBody() throws -> String {
        var body = ProfileBody(self)
        body.builtIn = nil
        body.warnings = nil
        return try WireJSON.text(body)
    }
}
