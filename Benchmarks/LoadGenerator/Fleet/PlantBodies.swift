/// What the set-up sends over the management API.
enum PlantBodies {
    struct Span: Encodable {
        let type = "Duration"
        let duration: String
    }

    struct CA: Encodable {
        struct Subject: Encodable {
            let commonName: String
        }
        struct Key: Encodable {
            let type = "ECDSA"
            let bits = 256
        }

        let id: String
        let subject: Subject
        let key = Key()
        var parentID: String?
        let validity: Span
        let issuanceExpiration = Span(duration: "1y")
    }

    struct DMS: Encodable {
        struct Profile: Encodable {
            let enrollmentSettings: Enrollment
            let awsIotcorePublish: Bool
        }
        struct Enrollment: Encodable {
            let registrationMode = "JITP"
            let authenticationMode = "BOOTSTRAP_MTLS"
            /// A device may renew at any time, and not only towards the end.
            let allowNewAutoEnrollment = true
            let authorizedCA: String
            let bootstrapCas: [String]
        }

        let name: String
        let cloudDMS = true
        let identityProfile: Profile
    }

    struct Status: Encodable {
        let status: String
    }

    /// The members of a certificate that the set-up needs.
    struct Certificate: Decodable {
        let certificate: String
    }
}
