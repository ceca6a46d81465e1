public import Events
import CertificateAuthority
import DeviceManager
import ManagementAPI
import Storage
import StorageSQLite

/// A remote DMS with a certificate of its own.
public struct RemoteDMS: Sendable {
    public let name: String
    public let certificate: [UInt8]
    public let serial: String
}

extension TestPKI {
    /// Puts a remote DMS into the table as it is after its approval; root and issuing CA are made where they are not there.
    /// - Parameter profile: that its certificate is issued under.
    public func insertRemoteDMS(
        _ name: String = "plant-2", authorizedCAs: [String] = ["issuing"], status: DMSStatus = .approved,
        profile: String = "dms"
    ) async throws -> RemoteDMS {
        if try await database.read({ try $0.certificateAuthority("issuing") }) == nil {
            try await createCA("root")
            try await createCA("issuing", under: "root", years: 5)
        }
        let request = try TestRequest(name, dnsNames: profile == "server" ? ["\(name).example"] : [])
        let issued = try await cas.sign(
            SignBody(csr: request.encoded, profile: profile), with: "issuing", by: Self.caller)
        let identity = RemoteAccessIdentity(
            serialNumber: issued.serialNumber, keyMetadata: issued.keyMetadata, subject: issued.subject,
            authorizedCAs: authorizedCAs, externalKeyGeneration: true, certificate: issued.certificate,
            certificateRequest: request.encoded)
        let (settings, text) = (try WireJSON.text(AWSSettings()), try WireJSON.text(identity))
        let time = clock.now.milliseconds
        try await database.write { tx in
            _ = try tx.execute(
                """
                INSERT INTO dms (name, status, aws, identity_profile, remote_identity, created_at)
                VALUES (\(name), \(status.rawValue), \(settings), '', \(text), \(time))
                """)
        }
        return RemoteDMS(name: name, certificate: try issued.certificate.der, serial: issued.serialNumber)
    }
}
