import CertificateAuthority
import Events
import JSONSchema
import Storage

/// What the settings of a DMS name that must be in the store, each with its place in the body.
struct DMSReferences: Sendable {
    struct Reference: Sendable, Hashable {
        let pointer: String
        let id: String
    }

    /// CAs that are to sign.
    var signing: [Reference] = []
    /// CAs that are trusted, or handed out.
    var trusted: [Reference] = []
    var profile: Reference?

    init(_ profile: IdentityProfile, at place: String = "/identity_profile") {
        let settings = profile.enrollmentSettings
        let enrollment = "\(place)/enrollment_settings"
        // That there is none is found out without the store.
        signing =
            settings.authorizedCA.isEmpty
            ? [] : [Reference(pointer: "\(enrollment)/authorized_ca", id: settings.authorizedCA)]
        trusted =
            Self.list(settings.bootstrapCAs, at: "\(enrollment)/bootstrap_cas")
            + Self.list(
                profile.reenrollmentSettings.additionalValidationCAs,
                at: "\(place)/reenrollment_settings/additional_validation_cas")
            + Self.list(
                profile.caDistributionSettings.managedCAs, at: "\(place)/ca_distribution_settings/managed_cas")
        self.profile = Reference(pointer: "\(enrollment)/issuance_profile", id: settings.issuanceProfile)
    }

    init(signing ids: [String], at pointer: String) {
        signing = Self.list(ids, at: pointer)
    }

    private static func list(_ ids: [String], at pointer: String) -> [Reference] {
        ids.enumerated().map { Reference(pointer: "\(pointer)/\($0.offset)", id: $0.element) }
    }

    /// Without what was named before in the same part: that a CA has ended since must not hold up a change of something
    /// else.
    func new(since old: DMSReferences) -> DMSReferences {
        var new = self
        let (oldSigning, oldTrusted) = (Set(old.signing.map(\.id)), Set(old.trusted.map(\.id)))
        new.signing.removeAll { oldSigning.contains($0.id) }
        new.trusted.removeAll { oldTrusted.contains($0.id) }
        if profile?.id == old.profile?.id { new.profile = nil }
        return new
    }

    /// - Returns: a fault for each that is not there, or not fit.
    func faults(on reader: borrowing some Reading & ~Copyable, at time: Timestamp) throws -> [SchemaViolation] {
        var faults: [SchemaViolation] = []
        for reference in signing {
            let detail = try reader.faultOfSigner(reference.id, at: time)
            if let detail { faults.append(SchemaViolation(pointer: reference.pointer, detail: detail)) }
        }
        for reference in trusted where try reader.presentAuthority(reference.id) == nil {
            faults.append(SchemaViolation(pointer: reference.pointer, detail: Self.missing(reference.id)))
        }
        if let profile, let detail = try reader.faultOfDeviceProfile(profile.id) {
            faults.append(SchemaViolation(pointer: profile.pointer, detail: detail))
        }
        return faults
    }

    fileprivate static func missing(_ id: String) -> String { "names CA \"\(id.prefix(200))\", which does not exist" }
}

extension Reading where Self: ~Copyable {
    fileprivate func presentAuthority(_ id: String) throws -> CertificateAuthority? {
        try certificateAuthority(id).flatMap { $0.deletedAt == nil ? $0 : nil }
    }

    /// Why a CA cannot sign; nil where it can.
    fileprivate func faultOfSigner(_ id: String, at time: Timestamp) throws -> String? {
        guard let ca = try presentAuthority(id) else { return DMSReferences.missing(id) }
        guard ca.keyID != nil else {
            return "names CA \"\(id)\", which is \(ca.type.rawValue): its key is not here, so it cannot sign"
        }
        guard ca.status.isLive else { return "names CA \"\(id)\", which is \(ca.status.rawValue) and cannot sign" }
        guard ca.closingAt == nil else { return "names CA \"\(id)\", which is being revoked and cannot sign" }
        guard (ca.notBefore...ca.notAfter).contains(time) else {
            return "names CA \"\(id)\", which is not valid now and cannot sign"
        }
        return nil
    }
}
