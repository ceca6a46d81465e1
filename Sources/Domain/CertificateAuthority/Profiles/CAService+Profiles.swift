public import ManagementAPI
import Events
import IssuanceProfiles
import Storage

extension CAService {
    /// More profiles than a deployment has.
    static let profileCountMax = 1000

    /// Those that are built in and those that are stored, by id.
    public func profiles() async throws -> [ProfileBody] {
        let stored = try await database.read { try $0.storedProfiles() }
        return (IssuanceProfile.builtIn + stored.map(\.profile)).sorted { $0.id < $1.id }.map { ProfileBody($0) }
    }

    /// - Throws: `Refusal` where there is no such profile.
    public func profile(_ id: String) async throws -> ProfileBody {
        ProfileBody(try await database.read { try $0.existingProfile(id) }.profile)
    }

    /// - Throws: `Refusal` that names the wrong members, or says that the name is taken.
    public func createProfile(_ body: ProfileBody) async throws -> ProfileBody {
        guard let id = body.id else {
            throw Refusal.invalid("profile-invalid", at: "/id", "is required")
        }
        guard IssuanceProfile.builtIn(id) == nil else { throw Self.builtIn(id) }
        let profile = try IssuanceProfile(body, id: id)
        let time = clock.now()
        try await database.write { tx in
            guard try tx.countOfProfiles() < Self.profileCountMax else {
                throw Refusal(
                    .conflict, "too-many-profiles", "There are \(Self.profileCountMax) profiles; delete one first.")
            }
            guard try tx.insert(profile, at: time) else {
                throw Refusal(.conflict, "profile-exists", "There is already a profile \"\(id)\".")
            }
        }
        return ProfileBody(profile)
    }

    /// Replaces a profile, whole. What was issued under it stays as it is; the next certificate is issued under the new.
    /// - Throws: `Refusal` that names the wrong members; where there is no such profile; where it is built in.
    public func updateProfile(_ id: String, to body: ProfileBody) async throws -> ProfileBody {
        guard IssuanceProfile.builtIn(id) == nil else { throw Self.builtIn(id) }
        guard body.id == nil || body.id == id else {
            throw Refusal.invalid("profile-invalid", at: "/id", "is not the profile of the path; ids do not change")
        }
        let profile = try IssuanceProfile(body, id: id)
        let time = clock.now()
        try await database.write { tx in
            guard try tx.update(profile, at: time) else { throw Refusal.notFound("profile", id) }
        }
        issuers.forget(profile: id)
        return ProfileBody(profile)
    }

    /// Nothing refers to a profile but the name in a request to sign, so it may go at any time.
    /// - Throws: `Refusal` where there is no such profile, or it is built in.
    public func deleteProfile(_ id: String) async throws {
        guard IssuanceProfile.builtIn(id) == nil else { throw Self.builtIn(id) }
        try await database.write { tx in
            guard try tx.deleteProfile(id) else { throw Refusal.notFound("profile", id) }
        }
        issuers.forget(profile: id)
    }

    private static func builtIn(_ id: String) -> Refusal {
        Refusal(
            .conflict, "profile-built-in",
            "Profile \"\(id)\" is built in and cannot be changed; store one of another name.")
    }
}
