/// What the set-up sends over the management API, in the wire's own names.
enum PlantBodies {
    struct Span: Encodable {
        let type = "Duration"
        let duration: String
    }

    struct CA: Encodable {
        struct Subject: Encodable {
            let common_name: String
        }
        struct Key: Encodable {
            let type = "ECDSA"
            let bits = 256
        }

        let id: String
        let subject: Subject
        let key = Key()
        var parent_id: String?
        let validity: Span
        let issuance_expiration = Span(duration: "1y")
    }

    struct DMS: Encodable {
        struct Profile: Encodable {
            let enrollment_settings: Enrollment
        }
        struct Enrollment: Encodable {
            let registration_mode = "JITP"
            let authentication_mode = "BOOTSTRAP_MTLS"
            let authorized_ca: String
            let bootstrap_cas: [String]
        }

        let name: String
        let cloud_dms = true
        let identity_profile: Profile
    }

    struct Status: Encodable {
        let status: String
    }

    /// The members of a certificate that the set-up needs.
    struct Certificate: Decodable {
        let certificate: String
    }
}
