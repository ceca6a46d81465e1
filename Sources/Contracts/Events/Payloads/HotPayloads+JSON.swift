extension CertificatePayload {
    /// The very bytes of `WireJSON.encode`, several times faster: every issuance writes it.
    public func wireJSON() throws -> [UInt8] {
        var json = JSONObjectWriter(capacity: 2048)
        json.text("certificate", certificate.base64)
        json.text("engine_id", engineID)
        json.object("issuer_metadata") { issuer in
            issuer.text("ca_id", issuerMetadata.caID)
            issuer.text("serial_number", issuerMetadata.serialNumber)
        }
        json.object("key_metadata") { key in
            key.raw("bits", Array("\(keyMetadata.bits)".utf8))
            key.text("strength", keyMetadata.strength.rawValue)
            key.text("type", keyMetadata.type)
        }
        json.raw("metadata", metadata.isEmpty ? [0x7B, 0x7D] : try WireJSON.encode(metadata))
        json.text("revocation_reason", revocationReason.rawValue)
        json.text("revocation_timestamp", revocationTimestamp.description)
        json.text("serial_number", serialNumber)
        json.text("status", status.rawValue)
        json.object("subject") { name in
            name.text("common_name", subject.commonName)
            name.text("country", subject.country)
            name.text("locality", subject.locality)
            name.text("organization", subject.organization)
            name.text("organization_unit", subject.organizationUnit)
            name.text("state", subject.state)
        }
        json.text("type", type.rawValue)
        json.text("valid_from", validFrom.description)
        json.text("valid_to", validTo.description)
        return json.closed()
    }
}

extension EnrollmentPayload {
    /// The very bytes of `WireJSON.encode`, several times faster: every enrolment writes it.
    public func wireJSON() -> [UInt8] {
        var json = JSONObjectWriter(capacity: 2048)
        if let caID { json.text("ca_id", caID) }
        json.text("certificate", certificate.base64)
        json.text("device_id", deviceID)
        json.text("device_status", deviceStatus.rawValue)
        json.text("dms_name", dmsName)
        if let serialNumber { json.text("serial_number", serialNumber) }
        json.text("slot_id", slotID)
        return json.closed()
    }
}
