import Events
import Listing
import ManagementAPI
import ValidationAuthority

/// Lists of what was revoked.
enum CRLHandlers {
    static func table(_ service: CRLService) -> Handlers {
        [
            "listCRLs": { call in try .json(of: try await service.list(ofCA: call.values[0], try call.listQuery())) },
            "publishCRLs": { call in try .list(try await service.publish(call.values[0])) },
            "showCRL": { call in
                let crl = try await service.crl(ofCA: call.values[0], name: call.values[1])
                return try .json(of: CRLView(crl, withList: true))
            },
        ]
    }
}
