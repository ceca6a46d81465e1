import Crypto
import Foundation
public import NIOSSL

/// A factory on a fresh server: a root, a CA that issues, a CA of bootstrap certificates, an approved DMS that registers
/// devices just in time, and bootstrap identities to enrol with.
public struct Plant: Sendable {
    public static let issuingCA = "plant-issuing"
    public static let bootstrapCA = "plant-bootstrap"
    public static let dms = "plant"
    static let rootCA = "plant-root"

    public static var signPath: String { "/v1/cas/\(issuingCA)/certificates/sign" }
    public static var enrollPath: String { "/.well-known/est/\(dms)/simpleenroll" }
    static var reenrollPath: String { "/.well-known/est/\(dms)/simplereenroll" }

    /// What devices show in the TLS handshake, in turn.
    public let bootstrap: [BootstrapIdentity]

    /// Sets it up over the management API.
    /// - Parameter publishesDevices: whether the devices of the DMS are wanted in the cloud accounts of its CA.
    /// - Throws: `LoadError.refused` with the server's words.
    public static func create(
        with session: ManagementSession, bootstrapIdentities: Int, publishesDevices: Bool = false
    ) async throws -> Plant {
        try await createCAs(session)
        try await createDMS(session, publishesDevices)
        var identities: [BootstrapIdentity] = []
        for number in 0..<bootstrapIdentities {
            identities.append(try await .create(with: session, name: "bootstrap-\(number)"))
        }
        return Plant(bootstrap: identities)
    }

    private static func createCAs(_ session: ManagementSession) async throws {
        let cas = [
            PlantBodies.CA(
                id: rootCA, subject: .init(commonName: "Plant Root"), validity: .init(duration: "20y")),
            PlantBodies.CA(
                id: issuingCA, subject: .init(commonName: "Plant Issuing CA"), parentID: rootCA,
                validity: .init(duration: "10y")),
            PlantBodies.CA(
                id: bootstrapCA, subject: .init(commonName: "Plant Bootstrap CA"), validity: .init(duration: "10y")),
        ]
        for ca in cas { _ = try await session.send("POST", "/v1/cas", ca) }
    }

    private static func createDMS(_ session: ManagementSession, _ publishesDevices: Bool) async throws {
        let settings = PlantBodies.DMS.Enrollment(authorizedCA: issuingCA, bootstrapCas: [bootstrapCA])
        let profile = PlantBodies.DMS.Profile(enrollmentSettings: settings, awsIotcorePublish: publishesDevices)
        let body = PlantBodies.DMS(name: dms, identityProfile: profile)
        _ = try await session.send("POST", "/v1/dms", body)
        _ = try await session.send("PUT", "/v1/dms/\(dms)/status", PlantBodies.Status(status: "APPROVED"))
    }

    /// TLS contexts of devices that hold these identities and trust the given roots.
    public func tls(trusting roots: [UInt8]) throws -> [NIOSSLContext] {
        try bootstrap.map { try ClientTLS.context(roots: roots, identity: ([$0.certificate], $0.key)) }
    }
}

/// A bootstrap certificate and its key: what a batch of devices leaves the factory with.
public struct BootstrapIdentity: Sendable {
    let certificate: NIOSSLCertificate
    let key: NIOSSLPrivateKey

    static func create(with session: ManagementSession, name: String) async throws -> BootstrapIdentity {
        let request = try DeviceRequest(commonName: name)
        let path = "/v1/cas/\(Plant.bootstrapCA)/certificates/sign"
        let answer = try await session.perform("POST", path, body: request.signBody)
        let signed = try WireForm.decode(answer.bytes, as: PlantBodies.Certificate.self)
        guard let pem = Data(base64Encoded: signed.certificate),
            let certificate = try NIOSSLCertificate.fromPEMBytes(Array(pem)).first
        else { throw LoadError.server("the answer to a signing request holds no certificate") }
        let key = try NIOSSLPrivateKey(bytes: Array(request.key.pemRepresentation.utf8), format: .pem)
        return BootstrapIdentity(certificate: certificate, key: key)
    }
}
