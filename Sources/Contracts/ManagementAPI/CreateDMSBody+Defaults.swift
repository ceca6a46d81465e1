import Events
public import JSONSchema

extension CreateDMSBody {
    /// What an identity profile is laid over, so that only what differs from the defaults need be said. The authorised
    /// CA and the bootstrap CAs have no default; left out they are empty, and the service says what is missing.
    public static func defaults() throws -> [String: JSONValue] {
        let profile = IdentityProfile(enrollmentSettings: EnrollmentSettings(authorizedCA: "", bootstrapCAs: []))
        return [
            "identity_profile": try WireJSON.decode(JSONValue.self, from: try WireJSON.encode(profile)),
            "aws": try WireJSON.decode(JSONValue.self, from: try WireJSON.encode(AWSSettings())),
        ]
    }
}
