public import Events
import EventLog
import PKIX
import Storage

extension CAService {
    /// Changes the metadata of a CA, whatever its status; what changes nothing leaves no event.
    /// - Throws: `Refusal`.
    public func updateMetadata(
        ofCA id: String, _ change: MetadataChange, by caller: Caller
    ) async throws -> CAPayload {
        let time = clock.now()
        return try await database.write { tx in
            var ca = try tx.existingCertificateAuthority(id)
            let metadata = try change.applied(to: ca.metadata)
            guard metadata != ca.metadata else { return try ca.payload() }
            ca.metadata = metadata
            try tx.execute("UPDATE ca SET metadata = \(try WireJSON.text(metadata)) WHERE id = \(id)")
            let payload = try ca.payload()
            tx.record(try EventCatalog.caUpdateMetadata.event(payload, about: id, at: time, by: caller))
            return payload
        }
    }

    /// Changes the metadata of a certificate, whatever its status; what changes nothing leaves no event.
    /// - Throws: `Refusal`.
    public func updateMetadata(
        ofCertificate serial: String, _ change: MetadataChange, by caller: Caller
    ) async throws -> CertificatePayload {
        let number = try Self.serialNumber(serial)
        let time = clock.now()
        return try await database.write { tx in
            var certificate = try tx.existingCertificate(number)
            let metadata = try change.applied(to: certificate.metadata)
            guard metadata != certificate.metadata else { return try certificate.payload() }
            certificate.metadata = metadata
            try tx.execute(
                "UPDATE certificate SET metadata = \(try WireJSON.text(metadata)) WHERE serial = \(number.bytes)")
            let payload = try certificate.payload()
            tx.record(
                try EventCatalog.certificateUpdateMetadata.event(payload, about: number.hex, at: time, by: caller))
            return payload
        }
    }
}
