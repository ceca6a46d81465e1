public import CertificateAuthority
public import Events
public import PKIX
public import Storage

/// That a certificate is the active one of a slot, or was.
public struct SlotTenure: Sendable, Hashable {
    public let certificate: Certificate
    /// The slot as it is now.
    public let slot: Slot
    /// When another certificate took its place; nil while it is the active one.
    public let endedAt: Timestamp?
}

extension Reading where Self: ~Copyable {
    /// The slot that the certificate is or was in; nil where these very bytes never were in any.
    public func tenure(of presented: ParsedCertificate) throws -> SlotTenure? {
        if let slot = try slot(holding: presented.serial) {
            guard slot.certificate.der == presented.der else { return nil }
            return SlotTenure(certificate: slot.certificate, slot: slot, endedAt: nil)
        }
        let row = try first(
            """
            SELECT device_id, slot_id, archived_at FROM slot_archive WHERE serial = \(presented.serial.bytes)
            """)
        guard let row, let certificate = try certificate(presented.serial), certificate.der == presented.der,
            let slot = try slot(try row.text(1), of: try row.text(0))
        else { return nil }
        return SlotTenure(
            certificate: certificate, slot: slot, endedAt: Timestamp(milliseconds: try row.integer(2)))
    }
}
