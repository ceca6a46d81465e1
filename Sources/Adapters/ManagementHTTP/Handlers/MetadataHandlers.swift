import CertificateAuthority
import Events
import JSONPatch
import JSONSchema
import ManagementAPI

/// Metadata of CAs and of certificates.
enum MetadataHandlers {
    static func table(_ service: CAService) throws -> Handlers {
        let object = try BodyDecoder([String: JSONValue].self)
        @Sendable func ofCertificate(_ change: MetadataChange, _ call: Call) async throws -> Answer {
            try .json(of: try await service.updateMetadata(ofCertificate: call.values[0], change, by: call.caller))
        }
        @Sendable func ofCA(_ change: MetadataChange, _ call: Call) async throws -> Answer {
            try .json(of: try await service.updateMetadata(ofCA: call.values[0], change, by: call.caller))
        }
        return [
            "replaceCertificateMetadata": { try await ofCertificate(.replace(try object.decode($0.body)), $0) },
            "patchCertificateMetadata": { try await ofCertificate(.patch(try JSONPatch.decode($0.body)), $0) },
            "replaceCAMetadata": { try await ofCA(.replace(try object.decode($0.body)), $0) },
            "patchCAMetadata": { try await ofCA(.patch(try JSONPatch.decode($0.body)), $0) },
        ]
    }
}
