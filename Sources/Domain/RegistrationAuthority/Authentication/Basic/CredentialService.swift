public import Events
public import ManagementAPI
public import Storage

/// The users of DMSs whose devices enrol by password. Passwords come in and never go out.
public struct CredentialService: Sendable {
    let database: any Database
    let passwords: Passwords
    let clock: WallClock

    static let usersMax = 1_000
    static let userBytes = 1...128
    static let passwordBytes = 12...256

    public init(database: any Database, passwords: Passwords, clock: WallClock = .system) {
        self.database = database
        self.passwords = passwords
        self.clock = clock
    }

    /// Adds a user, or changes its password.
    /// - Returns: all users of the DMS.
    /// - Throws: `Refusal`.
    public func put(_ body: DMSCredentialBody, ofDMS name: String) async throws -> DMSCredentialsBody {
        try Self.check(body)
        let credential = DMSCredential(
            dmsName: name, user: body.user, password: try await passwords.hash(body.password.text))
        let time = clock.now()
        return try await database.write { tx in
            try tx.ensureTakesPasswords(name)
            try tx.put(credential, at: time)
            let users = try tx.users(ofDMS: name)
            guard users.count <= Self.usersMax else {
                throw Refusal(
                    .conflict, "too-many-users", "DMS \"\(name)\" has \(Self.usersMax) users; remove one first.")
            }
            return DMSCredentialsBody(users: users)
        }
    }

    /// - Throws: `Refusal` where there is no such DMS.
    public func users(ofDMS name: String) async throws -> DMSCredentialsBody {
        try await database.read { snapshot in
            _ = try snapshot.existingDMS(name)
            return DMSCredentialsBody(users: try snapshot.users(ofDMS: name))
        }
    }

    /// - Returns: the users that are left.
    /// - Throws: `Refusal` where there is no such DMS or user.
    public func remove(_ user: String, ofDMS name: String) async throws -> DMSCredentialsBody {
        try await database.write { tx in
            _ = try tx.existingDMS(name)
            guard try tx.credential(of: user, ofDMS: name) != nil else { throw Refusal.notFound("user", user) }
            try tx.deleteCredential(of: user, ofDMS: name)
            return DMSCredentialsBody(users: try tx.users(ofDMS: name))
        }
    }

    /// A user name holds neither a colon nor control characters (RFC 7617, section 2).
    private static func check(_ body: DMSCredentialBody) throws(Refusal) {
        let isClean = body.user.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f && $0 != ":" }
        guard isClean, userBytes.contains(body.user.utf8.count) else {
            throw .invalid(
                "user-invalid", at: "/user", "A user name has 1 to 128 bytes and neither colons nor control characters."
            )
        }
        let password = body.password.text
        guard passwordBytes.contains(password.utf8.count),
            password.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
        else {
            throw .invalid(
                "password-invalid", at: "/password", "A password has 12 to 256 bytes and no control characters.")
        }
    }
}

extension Reading where Self: ~Copyable {
    fileprivate func ensureTakesPasswords(_ name: String) throws {
        guard case .cloud(let profile) = try existingDMS(name).kind,
            profile.enrollmentSettings.authenticationMode == .httpBasic
        else {
            throw Refusal(
                .conflict, "dms-takes-no-passwords",
                "The devices of DMS \"\(name)\" do not enrol by password: its authentication_mode is not HTTP_BASIC.")
        }
    }
}
