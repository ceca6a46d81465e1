import Events
import JSONSchema
import ManagementAPI
import Testing

@Suite struct BodyDecoderTests {
    private func refusal<Body>(_ decoder: BodyDecoder<Body>, _ text: String) -> Refusal? {
        #expect(throws: Refusal.self) { try decoder.decode(Array(text.utf8)) }
    }

    @Test("a body is decoded as JSONDecoder decodes it")
    func same() throws {
        let body = CreateCABody(
            id: "a", subject: SubjectBody(commonName: "A", country: "ES"), key: KeyBody(type: "RSA", bits: 3072),
            validity: .time(Timestamp(seconds: 1_900_000_000)), issuanceExpiration: .duration(.days(30)),
            metadata: ["x": ["y": .array([1, .null, 2.5.json])]])
        let bytes = try WireJSON.encode(body)
        #expect(try BodyDecoder(CreateCABody.self).decode(bytes) == body)
        #expect(try WireJSON.decode(CreateCABody.self, from: bytes) == body)
    }

    @Test("every fault of a body is told at once, each with its pointer")
    func faults() throws {
        let refusal = refusal(
            try BodyDecoder(CreateCABody.self),
            #"{"subject":[],"key":{"type":"RSA"},"validity":{"type":"Duration","duration":"1y"},"a/b":1}"#)
        #expect(refusal?.code == "invalid-body")
        #expect(refusal?.faults.map(\.pointer) == ["/subject", "/key/bits", "/issuance_expiration", "/a~1b"])
    }

    @Test("what only a type knows is a fault at its place too")
    func typed() throws {
        let decoder = try BodyDecoder(CertificateStatusBody.self)
        let refusal = refusal(decoder, #"{"status":"REVOKED","revocation_reason":"Bored"}"#)
        #expect(refusal?.faults.map(\.pointer) == ["/revocation_reason"])
        let csr = self.refusal(try BodyDecoder(SignBody.self), #"{"csr":"hello"}"#)
        #expect(csr?.faults.map(\.pointer) == ["/csr"])
    }

    @Test("a number that is not whole, or too large, is no whole number")
    func numbers() throws {
        let decoder = try BodyDecoder(ReplayBody.self)
        for text in [#"{"from":1.5}"#, #"{"from":1e3}"#, #"{"from":99999999999999999999}"#, #"{"from":"1"}"#] {
            #expect(refusal(decoder, text)?.faults.map(\.pointer) == ["/from"], "\(text)")
        }
    }

    @Test("a DMS is laid over the defaults member by member, and its own faults keep their places")
    func defaults() throws {
        let decoder = try BodyDecoder(CreateDMSBody.self, over: try CreateDMSBody.defaults())
        let given = #"{"name":"n","cloud_dms":true,"identity_profile":{"enrollment_settings":{"authorized_ca":"a"}}}"#
        let body = try decoder.decode(Array(given.utf8))
        let expected = IdentityProfile(enrollmentSettings: EnrollmentSettings(authorizedCA: "a", bootstrapCAs: []))
        #expect(body.identityProfile == expected)
        #expect(try decoder.decode(Array(#"{"name":"n","cloud_dms":false}"#.utf8)).identityProfile == nil)
        let wrong = #"{"name":"n","cloud_dms":true,"identity_profile":{"enrollment_settings":{"tags":"x","tag":[]}}}"#
        #expect(
            refusal(decoder, wrong)?.faults.map(\.pointer) == [
                "/identity_profile/enrollment_settings/tags", "/identity_profile/enrollment_settings/tag",
            ])
    }

    @Test("a body over the limit is too large, whatever it holds")
    func size() throws {
        let decoder = try BodyDecoder(ReplayBody.self, limits: JSONLimits(sizeMax: 10))
        #expect(refusal(decoder, #"{"from":12}"#)?.kind == .tooLarge)
        #expect(try decoder.decode(Array(#"{"from":1}"#.utf8)).from == 1)
    }
}

extension Double {
    fileprivate var json: JSONValue { .number(self) }
}
