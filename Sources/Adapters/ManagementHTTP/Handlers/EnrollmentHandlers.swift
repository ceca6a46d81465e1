import Events
import Listing
import ManagementAPI
import RegistrationAuthority

/// Devices before their first contact, and requests that a person decides on.
enum EnrollmentHandlers {
    static func table(_ service: DMSService) throws -> Handlers {
        let registration = try BodyDecoder(CreateDeviceBody.self)
        let decision = try BodyDecoder(EnrollmentDecisionBody.self)
        return [
            "createDevice": { call in
                let device = try await service.register(try registration.decode(call.body), by: call.caller)
                return try .json(of: device, location: EndpointCatalog.path("showDevice", device.id))
            },
            "listEnrollmentRequests": { call in
                try .json(of: try await service.enrollmentRequests(at: call.values[0], try call.listQuery()))
            },
            "showEnrollmentRequest": { call in
                try .json(of: try await service.enrollmentRequest(call.values[1], at: call.values[0]))
            },
            "updateEnrollmentRequestStatus": { call in
                let body = try decision.decode(call.body)
                return try .json(
                    of: try await service.updateEnrollmentRequest(
                        call.values[1], at: call.values[0], to: body, by: call.caller))
            },
        ]
    }
}
