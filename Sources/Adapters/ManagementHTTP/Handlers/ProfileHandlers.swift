import CertificateAuthority
import Listing
import ManagementAPI

/// Issuance profiles.
enum ProfileHandlers {
    static func table(_ service: CAService) throws -> Handlers {
        let profile = try BodyDecoder(ProfileBody.self)
        return [
            "listProfiles": { call in
                let query = try call.pageQuery()
                return try .json(of: Page.inMemory(try await service.profiles(), by: { $0.id ?? "" }, query))
            },
            "createProfile": { call in
                let created = try await service.createProfile(try profile.decode(call.body))
                return try .json(of: created, location: EndpointCatalog.path("showProfile", created.id ?? ""))
            },
            "showProfile": { call in try .json(of: try await service.profile(call.values[0])) },
            "updateProfile": { call in
                let body = try profile.decode(call.body)
                return try .json(of: try await service.updateProfile(call.values[0], to: body))
            },
            "deleteProfile": { call in
                try await service.deleteProfile(call.values[0])
                return .nothing
            },
        ]
    }
}
