import CertificateAuthority
import Listing

/// Issuance profiles.
enum ProfileHandlers {
    static func table(_ service: CAService) -> Handlers {
        [
            "listProfiles": { call in
                try .json(of: Page.inMemory(service.profiles(), by: \.id, try call.pageQuery()))
            },
            "showProfile": { call in try .json(of: try service.profile(call.values[0])) },
        ]
    }
}
