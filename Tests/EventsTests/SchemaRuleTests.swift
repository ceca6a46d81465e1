import Events
import JSONSchema
import Testing

@Suite("The schema of each payload")
struct SchemaRuleTests {
    @Test("requires what the contract calls always present", arguments: Self.alwaysPresent)
    func required(types: [String], place: String, names: String) throws {
        for type in types {
            let object = try EventRow.named(type).schema().document.schema(at: place)
            let required = Set((object.members["required"] ?? []).elements.compactMap(\.text))
            let missing = names.split(separator: " ").map(String.init).filter { !required.contains($0) }
            #expect(missing == [], "\(type) \(place)")
        }
    }

    @Test("does not require what the contract lets a producer leave out", arguments: Self.sometimesPresent)
    func optional(types: [String], place: String, names: String) throws {
        for type in types {
            let object = try EventRow.named(type).schema().document.schema(at: place)
            let required = Set((object.members["required"] ?? []).elements.compactMap(\.text))
            for name in names.split(separator: " ").map(String.init) {
                #expect(object.members["properties"]?.members[name] != nil, "\(type) \(place) lacks \(name)")
                #expect(!required.contains(name), "\(type) \(place)")
            }
        }
    }

    @Test("names no member like a secret", arguments: EventCatalog.rows)
    func secrets(row: EventRow) throws {
        let words: Set = [
            "private", "secret", "password", "passphrase", "passwd", "token", "credential", "credentials", "pin",
            "seed",
            "pkcs12", "jwk",
        ]
        for name in try row.schema().document.memberNames() {
            #expect(
                words.isDisjoint(with: name.lowercased().split { $0 == "_" || $0 == "-" }.map(String.init)), "\(name)")
            #expect(name != "key")
        }
    }

    private static let cas = ["ca.create", "ca.import", "ca.update.status", "ca.update.metadata"]
    private static let certificates = [
        "ca.sign-certificate", "certificate.update.status", "certificate.update.metadata",
    ]
    private static let flatDMS = [
        "io.lamassuiot.dms.update-status", "io.lamassuiot.dms.update", "io.lamassuiot.dms.update-authorizedcas",
    ]
    private static let devices = [
        "io.lamassuiot.device.create", "io.lamassuiot.device.update", "io.lamassuiot.device.decommision",
    ]
    private static let slots = ["io.lamassuiot.device.rotate", "io.lamassuiot.device.revoke"]
    private static let enrollments = ["io.lamassuiot.device.enroll", "io.lamassuiot.device.reenroll"]
    private static let force = ["io.lamassuiot.device.forceReenroll"]

    private static let subject = "common_name organization organization_unit country state locality"
    private static let slotCertificate =
        "ca_name serial_number certificate status key_metadata subject valid_from valid_to ca_id"
    private static let ours = "device_id slot_id dms_name device_status"
    private static let profile = "identity_profile"

    /// Types, place in the payload, names: section 4 of the contract.
    static let alwaysPresent: [([String], String, String)] = [
        (
            cas, "",
            "serial_number issuer_metadata status certificate key_metadata subject valid_from valid_to "
                + "revocation_timestamp revocation_reason engine_id id metadata issuance_expiration type creation_ts"
        ),
        (
            certificates, "",
            "serial_number metadata issuer_metadata status certificate key_metadata subject valid_from valid_to "
                + "revocation_timestamp revocation_reason type engine_id"
        ),
        (cas + certificates, "issuer_metadata", "serial_number ca_id"),
        (cas + certificates, "subject", subject),
        (cas + certificates, "key_metadata", "type bits strength"),
        (["ca.delete"], "", "CAID ca_id serial_number"),
        (["io.lamassuiot.dms.create"], "", "dms"),
        (["io.lamassuiot.dms.create"], "dms", "name status cloud_dms aws creation_timestamp"),
        (flatDMS, "", "name status cloud_dms aws creation_timestamp"),
        (flatDMS, "aws", "shadow_type"),
        (
            flatDMS, "remote_access_identity",
            "serial_number key_metadata subject authorized_cas external_key_generation"
        ),
        (
            flatDMS, profile,
            "general_setting enrollment_settings reenrollment_settings ca_distribution_settings aws_iotcore_publish"
        ),
        (flatDMS, "\(profile).general_setting", "enrollment_mode"),
        (
            flatDMS, "\(profile).enrollment_settings",
            "registration_mode authentication_mode allow_new_auto_enrollment tags icon color authorized_ca "
                + "bootstrap_cas chain_validation_level"
        ),
        (
            flatDMS, "\(profile).reenrollment_settings",
            "allow_expired_renewal preventive_renewal_interval additional_validation_cas"
        ),
        (
            flatDMS, "\(profile).ca_distribution_settings",
            "include_authorized_ca include_bootstrap_cas include_lamassu_downstream_ca managed_cas static_cas"
        ),
        (flatDMS, "\(profile).ca_distribution_settings.static_cas.[]", "id certificate"),
        (
            devices, "",
            "id alias dms_name status slots allow_new_enrollment description tags icon_name icon_color "
                + "creation_timestamp"
        ),
        (devices, "slots.[]", "id archive_certificates"),
        (devices, "slots.[].active_certificate", slotCertificate),
        (devices, "slots.[].archive_certificates.[]", slotCertificate),
        (slots, "", "id archive_certificates previous \(ours)"),
        (slots, "active_certificate", slotCertificate),
        (slots, "previous", "id archive_certificates"),
        (slots, "previous.active_certificate.subject", subject),
        (enrollments, "", "certificate \(ours)"),
        (force, "", "require_reenrollment crt \(ours)"),
    ]

    static let sometimesPresent: [([String], String, String)] = [
        (flatDMS, "", "remote_access_identity identity_profile"),
        (flatDMS, "remote_access_identity", "certificate certificate_request"),
        (devices, "slots.[]", "active_certificate"),
        (devices, "slots.[].active_certificate", "revocation_timestamp revocation_reason"),
    ]
}

extension JSONValue {
    /// The schema of a place inside this one, for instance `slots.[].active_certificate`.
    fileprivate func schema(at place: String) throws -> JSONValue {
        try place.split(separator: ".").reduce(self) { schema, name in
            let next = name == "[]" ? schema.members["items"] : schema.members["properties"]?.members[String(name)]
            return try #require(next, "no \(name) on the way to \(place)")
        }
    }

    /// The names of all members that a schema document describes, at any depth.
    fileprivate func memberNames() -> [String] {
        let own = members["properties"]?.members ?? [:]
        let below = Array(own.values) + [members["items"], members["additionalProperties"]].compactMap(\.self)
        return own.keys + (below + (members["oneOf"]?.elements ?? [])).flatMap { $0.memberNames() }
    }
}
