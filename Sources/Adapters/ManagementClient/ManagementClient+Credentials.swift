public import ManagementAPI

extension ManagementClient {
    public func dmsCredentials(_ name: String) async throws -> DMSCredentialsBody {
        try await typed("listDMSCredentials", [name])
    }

    public func putDMSCredential(_ body: DMSCredentialBody, ofDMS name: String) async throws -> DMSCredentialsBody {
        try await typed("putDMSCredential", [name], body: body)
    }

    public func deleteDMSCredential(of user: String, ofDMS name: String) async throws -> DMSCredentialsBody {
        try await typed("deleteDMSCredential", [name, user])
    }

    public func webhookKey() async throws -> WebhookKeyBody {
        try await typed("showWebhookKey")
    }
}
