import Events
import IssuanceProfiles
import ManagementAPI

extension ProfileBody {
    /// As the management API reads it.
    init(json: String) throws {
        self = try BodyDecoder(ProfileBody.self).decode(Array(json.utf8))
    }
}

extension IssuanceProfile {
    init(json: String, id: String = "custom") throws {
        try self.init(try ProfileBody(json: json), id: id)
    }
}
