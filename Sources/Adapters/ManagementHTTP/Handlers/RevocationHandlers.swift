import CertificateAuthority
import Events
import ManagementAPI

/// The revocation of CAs, which may take its time.
enum RevocationHandlers {
    static func table(_ service: CAService) -> Handlers {
        [
            "showRevocation": { call in try .json(of: try await service.revocation(ofCA: call.values[0])) }
        ]
    }

    /// The CA where it is revoked; where that goes on, the CA and how far it is.
    static func answer(_ revocation: CARevocation) throws -> Answer {
        guard revocation.revocation.state == .running else { return try .json(of: revocation.ca) }
        let location = EndpointCatalog.path("showRevocation", revocation.ca.id)
        return .accepted(try WireJSON.encode(revocation), location: location)
    }
}
