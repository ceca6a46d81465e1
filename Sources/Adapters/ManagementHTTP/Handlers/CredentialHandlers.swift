import ManagementAPI
import RegistrationAuthority

/// Users of DMSs, and the key that authorisation services verify with.
enum CredentialHandlers {
    static func table(_ service: CredentialService) throws -> Handlers {
        let credential = try BodyDecoder(DMSCredentialBody.self)
        return [
            "listDMSCredentials": { call in try .json(of: try await service.users(ofDMS: call.values[0])) },
            "putDMSCredential": { call in
                try .json(of: try await service.put(try credential.decode(call.body), ofDMS: call.values[0]))
            },
            "deleteDMSCredential": { call in
                try .json(of: try await service.remove(call.values[1], ofDMS: call.values[0]))
            },
        ]
    }

    static func table(_ key: WebhookKey) -> Handlers {
        ["showWebhookKey": { _ in try .json(of: try await key.show()) }]
    }
}
