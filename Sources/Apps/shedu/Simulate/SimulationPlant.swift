import ArgumentParser
import ESTClient
import Events
import ManagementAPI
import ManagementClient

/// What a simulation needs on the server, made over the management API.
struct SimulationPlant {
    let client: ManagementClient

    /// A root CA, a CA that issues, a CA of bootstrap certificates, and an approved DMS whose devices may renew at any
    /// time; nothing where there is such a DMS already, and what is missing where an earlier attempt was broken off.
    func create(_ name: String) async throws {
        if try await find(name) != nil { return }
        try await createCA("\(name)-root", "Simulated Root CA", years: 20)
        try await createCA("\(name)-issuing", "Simulated Issuing CA", parent: "\(name)-root", years: 10)
        try await createCA("\(name)-bootstrap", "Simulated Bootstrap CA", years: 10)
        let profile = IdentityProfile(
            enrollmentSettings: EnrollmentSettings(
                allowNewAutoEnrollment: true, tags: ["simulated"], authorizedCA: "\(name)-issuing",
                bootstrapCAs: ["\(name)-bootstrap"]))
        _ = try await client.createDMS(CreateDMSBody(name: name, cloudDMS: true, identityProfile: profile))
        _ = try await client.updateDMSStatus(of: name, to: .approved)
    }

    /// A bootstrap certificate by the first bootstrap CA of the DMS, for a key that is made here.
    func bootstrapIdentity(_ name: String) async throws -> ESTClient.Identity {
        guard let dms = try await find(name) else {
            throw ValidationError("There is no DMS \"\(name)\": name one with --dms, or have it made with --create.")
        }
        guard let ca = dms.identityProfile?.enrollmentSettings.bootstrapCAs.first else {
            throw ValidationError("DMS \"\(name)\" has no bootstrap CA: give --bootstrap-certificate.")
        }
        let key = DeviceKey()
        let request = try key.requestPEM(commonName: "simulation-bootstrap")
        let signed = try await client.sign(SignBody(csr: EncodedPEM(pem: request)), with: ca)
        return try ESTClient.Identity(certificatePEM: signed.certificate.pem, key: key)
    }

    private func find(_ name: String) async throws -> DMSPayload? {
        do {
            return try await client.dms(name)
        } catch ManagementClientError.problem(let problem) where problem.status == 404 {
            return nil
        }
    }

    private func createCA(_ id: String, _ name: String, parent: String? = nil, years: Int64) async throws {
        do {
            _ = try await client.createCA(
                CreateCABody(
                    id: id, subject: SubjectBody(commonName: name), key: KeyBody(type: "ECDSA", bits: 256),
                    parentID: parent, validity: .duration(.days(364 * years)),
                    issuanceExpiration: .duration(.days(364))))
        } catch ManagementClientError.problem(let problem) where problem.status == 409 {
            return
        }
    }
}
