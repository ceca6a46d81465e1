import Events
import IssuanceProfiles
import JSONSchema
import ManagementAPI
import PKIX
import Testing

@Suite("A profile")
struct ProfileReadingTests {
    @Test("that is built in reads back from what the API shows as the same value, without a warning")
    func builtIn() throws {
        #expect(
            IssuanceProfile.builtIn.map(\.id) == ["device", "server", "dms", "subordinate-ca", "ocsp-signer"])
        for profile in IssuanceProfile.builtIn {
            let shown = ProfileBody(profile)
            let again = try WireJSON.decode(ProfileBody.self, from: try WireJSON.encode(shown))
            #expect(try IssuanceProfile(again, id: profile.id) == profile)
            #expect(shown.warnings == [] && shown.builtIn == true)
        }
    }

    @Test("for devices writes the constant extensions that it has always written")
    func device() {
        #expect(
            IssuanceProfile.device.constantExtensions == [
                Extension(oid: .basicConstraints, critical: true, value: [0x30, 0x00]),
                Extension(oid: .keyUsage, critical: true, value: [0x03, 0x02, 0x07, 0x80]),
                Extension(
                    oid: .extendedKeyUsage, critical: false,
                    value: [0x30, 0x0A, 0x06, 0x08, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02]),
            ])
    }

    @Test("says everything of what was left out, and reads back as itself")
    func roundTrip() throws {
        let profile = try IssuanceProfile(json: Self.full)
        let shown = ProfileBody(profile)
        #expect(try IssuanceProfile(shown, id: "custom") == profile)
        #expect(shown.alternativeNames?.others == .dropped && shown.validity?.backdating == .hours(1))
        #expect(shown.extendedKeyUsages == ["1.3.6.1.5.5.7.3.1", "1.3.6.1.4.1.55555.1"])
        let least = ProfileBody(try IssuanceProfile(json: #"{"key_usage":["digitalSignature"]}"#))
        #expect(least.subject?.others == .kept && least.alternativeNames?.others == .refused)
        #expect(least.validity?.exceedIssuer == .cut && least.basicConstraints?.ca == false)
        #expect(
            least.keys
                == KeyRulesBody(
                    rsa: .init(min: 2048, max: 4096), ecdsa: [256, 384, 521], ed25519: true, mlDSA: [65, 87]))
        #expect(least.validationPoints == ValidationPointRulesBody(crl: true, ocsp: true, caCertificate: true))
    }

    @Test("with a contradiction is refused at its JSON pointer", arguments: contradictions)
    func contradiction(pointer: String, json: String) throws {
        let refusal = #expect(throws: Refusal.self) { try IssuanceProfile(json: json) }
        #expect(refusal?.code == "profile-invalid" && refusal?.faults.map(\.pointer) == [pointer], "\(refusal as Any)")
    }

    @Test("with several faults is told of all of them")
    func allFaults() throws {
        let json = #"{"key_usage":["keyCertSign"],"extended_key_usages":[],"keys":{"ecdsa":[224]}}"#
        let refusal = #expect(throws: Refusal.self) { try IssuanceProfile(json: json) }
        #expect(refusal?.faults.map(\.pointer) == ["/keys/ecdsa/0", "/key_usage", "/extended_key_usages"])
    }

    @Test("is refused where a lint objects to what all its certificates would hold", arguments: linted)
    func lints(lint: String, json: String) throws {
        let refusal = #expect(throws: Refusal.self) { try IssuanceProfile(json: json) }
        #expect(refusal?.code == "lint-\(lint)", "\(refusal as Any)")
    }

    @Test("that is odd but allowed carries warnings, each with its lint and source")
    func warnings() throws {
        let profile = try IssuanceProfile(
            json: """
                {"key_usage":["digitalSignature","keyEncipherment"],"ocsp_no_check":true,
                 "extended_key_usages":["anyExtendedKeyUsage"],"keys":{"rsa":{"min":2048,"max":3072},"ecdsa":[256]}}
                """)
        #expect(profile.warnings.map(\.lint) == ["any-extended-key-usage", "ocsp-no-check", "key-usage-of-key"])
        #expect(profile.warnings.allSatisfy { $0.source.hasPrefix("RFC") && $0.sentence.hasSuffix(".") })
    }

    @Test(
        "has an id of lower-case letters, digits, hyphens, underscores and dots", arguments: ["", "A", "a/b", "ä", " "])
    func ids(id: String) throws {
        let body = try ProfileBody(json: #"{"key_usage":["digitalSignature"]}"#)
        #expect(throws: Refusal.self) { try IssuanceProfile(body, id: id) }
        #expect(throws: Refusal.self) { try IssuanceProfile(body, id: String(repeating: "a", count: 65)) }
        #expect(try IssuanceProfile(body, id: "a-1_b.c").id == "a-1_b.c")
    }

    static let full = """
        {"summary":"Everything at once",
         "subject":{"attributes":[{"type":"common_name","rule":"required","pattern":"gw-*"},
            {"type":"organization","rule":"fixed","value":"Plant"},{"type":"country","rule":"fixed","value":"DE"},
            {"type":"2.5.4.97","rule":"refused"},{"type":"email","rule":"dropped"},
            {"type":"organization_unit","rule":"optional","count_max":3}],"others":"dropped"},
         "alternative_names":{"required":true,"from_common_name":true,"others":"dropped",
            "dns":{"count_max":5,"suffixes":["Plant.Example"],"wildcards":true},
            "ip":{"networks":["10.0.0.0/8","fd00::/8"]},"email":{"suffixes":["plant.example"]},
            "uri":{"schemes":["URN","spiffe"]}},
         "keys":{"rsa":{"min":3072,"max":4096},"ecdsa":[256,384],"ed25519":false,"ml_dsa":[]},
         "validity":{"maximum":"90d","exceed_issuer":"reject","backdating":"1h"},
         "basic_constraints":{"ca":false},"key_usage":["digitalSignature","contentCommitment"],
         "extended_key_usages":["serverAuth","1.3.6.1.4.1.55555.1"],
         "certificate_policies":[{"oid":"1.3.6.1.4.1.55555.2","cps":"https://plant.example/cps"},{"oid":"2.5.29.32.0"}],
         "extensions":[{"oid":"1.3.6.1.5.5.7.1.24","value":"MAMCAQU="},
            {"oid":"1.3.6.1.4.1.55555.3","critical":false,"value":"DAVwbGFudA=="}],
         "ocsp_no_check":false,"validation_points":{"crl":false}}
        """
}
